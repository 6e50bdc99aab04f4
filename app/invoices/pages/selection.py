"""Several documents at once: first what will happen, by name and number, then what did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from app.adapters.queue import Job, nudge
from app.clock import now, today
from app.core.errors import Refused
from app.core.sentences import sentences
from app.invoices import actions, queries
from app.invoices.queries import Listed
from app.web.forms import Form
from app.web.render import AnyRequest, page, redirect

MOST = 500


class Act(StrEnum):
    """What is done with the ticked documents."""

    ISSUANCE = "issuance"
    ISSUANCE_AND_SENDING = "issuance-and-sending"
    SENDING = "sending"


@dataclass(frozen=True)
class Done:
    """What became of one document: its number, or the sentences why not."""

    listed: Listed
    number: str | None
    reasons: tuple[str, ...]


@get("/invoices/selection")
async def selection(request: AnyRequest) -> Response[Any]:
    """What would be done with the ticked documents (`id`, `do`); changes nothing."""
    form = Form.query(request, today())
    act, ids = form.choice("do", Act), form.ids("id")
    if form.findings or not ids:
        return await redirect(request, "/invoices", flash="Tick the invoices first.")
    every = await queries.listed(ids[:MOST], today())
    chosen = [each for each in every if each.is_draft == (act is not Act.SENDING)]
    return await page(
        request,
        "invoices/selection.html",
        act=act,
        chosen=chosen,
        others=[each for each in every if each not in chosen],
        total=sum(each.total for each in chosen),
        today=today(),
        form=Form.blank(today()),
    )


@post("/invoices/selection", status_code=200)
async def done(request: AnyRequest) -> Response[Any]:
    """Do it; one that is refused holds up nobody. Again, it finds everything done."""
    form = await Form.read(request, today())
    act, ids = form.choice("do", Act), form.ids("id")[:MOST]
    on = form.day("issued_on", required=False) or today()
    form.check()
    every = await queries.listed(ids, today())
    outcomes = await _do(act, [each.id for each in every], on, request.user.email)
    await nudge(Job.RENDER_DOCUMENTS)
    await nudge(Job.SEND_MESSAGES)
    results = [_result(each, outcomes[each.id]) for each in every]
    return await page(
        request,
        "invoices/selected.html",
        act=act,
        done=[each for each in results if not each.reasons],
        refused=[each for each in results if each.reasons],
    )


async def _do(act: Act, ids: Sequence[int], on: date, by: str) -> dict[int, str | Refused]:
    moment = now()
    if act is Act.ISSUANCE:
        return await actions.issue_many(ids, on=on, at=moment, by=by, today=today())
    if act is Act.ISSUANCE_AND_SENDING:
        return await actions.issue_and_send_many(ids, on=on, at=moment, by=by, today=today())
    return await actions.send_many(ids, at=moment, by=by)


def _result(listed: Listed, outcome: str | Refused) -> Done:
    if isinstance(outcome, Refused):
        return Done(listed, None, tuple(sentences(outcome)))
    return Done(listed, outcome, ())


ROUTES: list[ControllerRouterHandler] = [selection, done]
