"""The statement of account of a client over a period: to look at, and as a PDF."""

from datetime import date
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.clients.queries import ClientView, address_for
from app.clock import today
from app.core.calendar import add_months
from app.core.errors import Refused
from app.core.formats import day_short
from app.core.i18n import current_language, gettext
from app.messages.pages.words import STATES, TONES
from app.receivables import actions, queries, rules
from app.receivables.pages.client import found
from app.receivables.rules import Statement
from app.web.address import address
from app.web.download import inline_pdf
from app.web.forms import Form
from app.web.render import AnyRequest, page


@get("/receivables/{client_id:int}/statement")
async def show(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The account over a period (`from`, `until`); the last three months when none is named."""
    form = Form.query(request, today())
    days = period_of(form)
    # The other forms of the page are nobody's yet: they show what is known.
    form.submitted = bool(form.findings)
    return await statement_page(request, await found(client_id), form, *days)


@get("/receivables/{client_id:int}/statement/pdf")
async def as_pdf(request: AnyRequest, client_id: FromPath[int]) -> Response[Any]:
    """The same as a PDF, in the client's language; the page again when its days are wrong."""
    client = await found(client_id)
    form = Form.query(request, today())
    first, last = period_of(form)
    if form.findings:
        return await statement_page(request, client, form, first, last)
    data = await actions.pdf_of(client_id, await queries.statement(client_id, first, last))
    name = gettext("Statement of account", client.language)
    return inline_pdf(data, f"{name} {client.name} {last.isoformat()}.pdf")


async def statement_page(
    request: AnyRequest, client: ClientView, form: Form, first: date, last: date
) -> Response[Any]:
    """The page of an account over a period, with what is wrong with the form."""
    account = await queries.statement(client.id, first, last)
    path = f"/receivables/{client.id}/statement"
    days = {"from": day_short(first), "until": day_short(last)}
    return await page(
        request,
        "receivables/statement.html",
        422 if form.findings else 200,
        client=client,
        form=form,
        account=account,
        words=actions.words(current_language()),
        periods=await _periods(path, client.id, account),
        pdf=address(f"{path}/pdf", days),
        days=days,
        to=await address_for(client.id),
        seen=await queries.times_sent(client.id),
        plan=await queries.plan_of(client.id),
        today=today(),
        sent=await queries.sent_statements(client.id, 12),
        states=STATES,
        tones=TONES,
    )


def period_of(form: Form) -> tuple[date, date]:
    """The days of the address; where they are wrong, noted, and the last three months."""
    on = today()
    usual = (add_months(on.replace(day=1), -2), on)
    first = form.day("from", required=False) or usual[0]
    last = form.day("until", required=False) or usual[1]
    try:
        form.check()
        rules.check_period(first, last, on)
    except Refused as refused:
        form.refused(refused)
        return usual
    return first, last


async def _periods(path: str, client_id: int, account: Statement) -> list[tuple[str, str, bool]]:
    """Periods at one touch: label, address, whether it is the one shown."""
    on = today()
    month = on.replace(day=1)
    begun = await queries.first_day(client_id)
    choices = [
        (gettext("This month"), month, on),
        (gettext("Last month"), add_months(month, -1), _eve(month)),
        (gettext("Three months"), add_months(month, -2), on),
        (gettext("This year"), on.replace(month=1, day=1), on),
    ]
    if begun is not None and begun < on:
        choices.append((gettext("Since the beginning"), begun, on))
    return [
        (
            label,
            address(path, {"from": day_short(first), "until": day_short(last)}),
            (first, last) == (account.first, account.last),
        )
        for label, first, last in choices
    ]


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


ROUTES: list[ControllerRouterHandler] = [show, as_pdf]
