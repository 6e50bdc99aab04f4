"""Several entries issued at once: what will happen is said first, with numbers and names."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.contracts import actions, queries
from app.contracts.pages.schedule import filters_of, month_of
from app.contracts.queries import EntryView
from app.contracts.rules import NOTHING, BillSummary, Mode
from app.core.calendar import month_end
from app.core.errors import N_, Refused
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, redirect, wants_fragment

PATH = "/schedule/issuance"


@get(PATH)
async def ask(request: AnyRequest) -> Response[Any]:
    """What would be issued: the entries ticked, or with `all=1` all that the filters show."""
    form = Form.query(request, today())
    first = month_of(form)
    if form.flag("all"):
        entries = await queries.between(first, month_end(first), filters_of(form))
    else:
        entries = await queries.by_ids(form.ids("entry"))
    return await _page(request, form, entries)


@post(PATH)
async def issue(request: AnyRequest) -> Response[Any]:
    """Issue them now, dated today; those that are refused say why."""
    form = await Form.read(request, today())
    ids = [int(each) for each in form.typed.get("ids", "").split() if each.isdecimal()]
    at = now()
    try:
        summary = await actions.issue_entries(ids, on=at.date(), at=at, by=request.user.email)
    except Refused as refused:
        return await _page(request, form.refused(refused), await queries.by_ids(ids))
    if summary.issued:
        await nudge(Job.RENDER_DOCUMENTS)
    if summary.refused:
        return await _page(request, form, await queries.by_ids(ids), summary)
    back = address("/schedule", {}, month=f"{month_of(form):%Y-%m}")
    return await redirect(request, back, *_said(summary), count=summary.issued)


def _said(summary: BillSummary) -> tuple[str]:
    if summary.issued == 1:
        return (N_("One invoice issued."),)
    return (N_("%(count)s invoices issued."),) if summary.issued else (N_("Nothing was left."),)


async def _page(
    request: AnyRequest,
    form: Form,
    entries: Sequence[EntryView],
    summary: BillSummary | None = None,
) -> Response[Any]:
    first = month_of(form)
    wanted = [each for each in entries if each.is_open]
    done = {each.entry_id: each.findings for each in summary.refused} if summary else {}
    context: dict[str, Any] = {
        "form": form,
        "entries": wanted,
        "left": [each for each in entries if not each.is_open],
        "sum": sum((each.amount for each in wanted), NOTHING),
        "sent": [each for each in wanted if each.mode is Mode.SEND and not each.is_draft],
        "early": [each for each in wanted if each.bill_on > today()],
        "refused": done,
        "issued": summary.issued if summary else 0,
        "month": f"{first:%Y-%m}",
        "back": address("/schedule", {}, month=f"{first:%Y-%m}"),
        "today": today(),
    }
    if wants_fragment(request):
        return await fragment(request, "schedule/_issuance.html", **context)
    status = 422 if form.findings or done else 200
    return await page(request, "schedule/issuance.html", status=status, **context)


ROUTES: list[ControllerRouterHandler] = [ask, issue]
