"""The files for the bank: made, looked at, taken away."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.adapters import files
from app.bank.queries import accounts
from app.clock import now, today
from app.core.errors import N_, Refused
from app.core.i18n import gettext
from app.debits import actions, queries, rules
from app.debits.pages import overview
from app.debits.queries import BatchView
from app.web.download import attachment
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

STATES = {
    "handed": N_("in the file"),
    "collected": N_("credited"),
    "returned": N_("returned"),
}
TONES = {"handed": "ask", "collected": "good", "returned": "late"}


@post("/debits/batches")
async def make(request: AnyRequest) -> Response[Any]:
    """Make the file of what was shown; the same again is the same file."""
    form = await Form.read(request, today())
    try:
        scheme, collect_on, ids = (
            form.text("scheme", max=4),
            form.day("collect_on"),
            form.ids("debit"),
        )
        form.check()
        batch_id = await actions.make_batch(
            scheme, collect_on, ids, at=now(), by=request.user.email
        )
    except Refused as refused:
        return await overview.shown(request, form.refused(refused), status=422)
    return await redirect(
        request, f"/debits/batches/{batch_id}", N_("The file is ready: hand it over to your bank.")
    )


@get("/debits/batches/{batch_id:int}")
async def show(request: AnyRequest, batch_id: FromPath[int]) -> Response[Any]:
    """One file."""
    return await shown(request, batch_id, Form.blank(today()))


async def shown(request: AnyRequest, batch_id: int, form: Form, status: int = 200) -> Response[Any]:
    """The page of a file, with the faults of what was asked of it."""
    return await page(
        request,
        "debits/batch.html",
        status=status,
        form=form,
        batch=await found(batch_id),
        states=STATES,
        tones=TONES,
        codes=[(code, f"{code} – {gettext(said)}") for code, (said, _) in rules.CODES.items()],
        has_statements=bool(await accounts()),
        today=today(),
    )


@get("/debits/batches/{batch_id:int}/file")
async def download(request: AnyRequest, batch_id: FromPath[int]) -> Response[Any]:
    """The bytes, as they were made."""
    view = await found(batch_id)
    return attachment(files.read(view.sha256), view.filename, "application/xml")


async def found(batch_id: int) -> BatchView:
    """The file of an address, or 404."""
    view = await queries.batch(batch_id)
    if view is None:
        raise NotFoundException
    return view


ROUTES: list[ControllerRouterHandler] = [make, show, download]
