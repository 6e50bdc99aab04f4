"""What the integrity checks prove and what they found, for the owner and the accountant."""

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.auth.guards import OWNER_ONLY
from app.clock import now
from app.upkeep import actions, queries, rules
from app.web.render import AnyRequest, page, redirect

PLACE = "/integrity"


@get(PLACE)
async def show_integrity(request: AnyRequest) -> Response[Any]:
    """The last run, what it found first; a check that is newer than the run is not checked."""
    run = await queries.last_run()
    ran = {check.name for check in run.checks} if run else set()
    return await page(
        request,
        "upkeep/integrity.html",
        run=run,
        waiting=[name for name in rules.PROOFS if name not in ran],
        is_overdue=run is not None and now() - run.at > rules.OVERDUE,
        proofs=rules.PROOFS,
        page_of=rules.page_of,
    )


@post(f"{PLACE}/runs", opt=OWNER_ONLY)
async def run_integrity(request: AnyRequest) -> Response[Any]:
    """Check now; a large business is checked by the worker, which takes a minute."""
    by = request.user.email
    if await queries.is_large() and await nudge(Job.CHECK_INTEGRITY, by):
        return await redirect(request, PLACE, "The checks run: see this page again in a minute.")
    await actions.check_books(at=now(), by=by)
    return await redirect(request, PLACE, "Checked just now.")


ROUTES: list[ControllerRouterHandler] = [show_integrity, run_integrity]
