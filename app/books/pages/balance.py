"""The trial balance of some days, by account or by client, each leading to its ledger."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.books import queries, rules
from app.books.pages.days import kept, periods, span_of
from app.books.queries import Span, Total
from app.clock import today
from app.core.i18n import gettext
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/books"
CLIENTS = "/books/clients"


@get(PATH)
async def balance(request: AnyRequest) -> Response[Any]:
    """By account; `as=xlsx` or `as=csv` gives what is shown."""
    form = Form.query(request, today())
    span = await span_of(form)
    chart = await queries.chart()
    rows = [
        Total(each.key, f"{chart.number(each.key)} {chart.label(each.key)}", *_cents(each))
        for each in await queries.trial_balance(span)
    ]
    if wanted := form.typed.get("as"):
        named = [
            Total(chart.number(e.key), chart.label(e.key), e.before, e.debit, e.credit)
            for e in rows
        ]
        return _export(wanted, f"balance-{span.first}-{span.last}", named)
    behind = {each.key: address(f"{PATH}/lines", kept(span), account=each.key) for each in rows}
    return await _page(request, form, span, rows, behind, PATH)


@get(CLIENTS)
async def clients(request: AnyRequest) -> Response[Any]:
    """By client: the auxiliary ledger’s balance."""
    form = Form.query(request, today())
    span = await span_of(form)
    rows = await queries.client_totals(span)
    if wanted := form.typed.get("as"):
        return _export(wanted, f"balance-clients-{span.first}-{span.last}", rows)
    behind = {each.key: address(f"{PATH}/lines", kept(span), client=each.key) for each in rows}
    return await _page(request, form, span, rows, behind, CLIENTS)


async def _page(
    request: AnyRequest,
    form: Form,
    span: Span,
    rows: list[Total],
    behind: dict[str, str],
    path: str,
) -> Response[Any]:
    days = kept(span)
    return await page(
        request,
        "books/balance.html",
        422 if form.findings else 200,
        form=form,
        span=span,
        rows=rows,
        behind=behind,
        path=path,
        by_client=path == CLIENTS,
        sums=rules.sums((each.before, each.debit, each.credit, each.after) for each in rows),
        periods=await periods(path, span),
        to=lambda **changes: address(path, days, **changes),
        accounts=address(PATH, days),
        vat=address(f"{PATH}/vat", days),
        of_clients=address(CLIENTS, days),
        journals=[
            (label, address(f"{PATH}/lines", days, journal=code))
            for code, label in rules.JOURNALS.items()
        ],
        export=address(f"{PATH}/export", days),
        chart=f"{PATH}/chart",
    )


def _cents(of: Total) -> tuple[int, int, int]:
    return of.before, of.debit, of.credit


def _export(form: str, filename: str, rows: list[Total]) -> Response[bytes]:
    columns = [
        Column(gettext("Account")),
        Column(gettext("Name")),
        *(
            Column(gettext(label), Kind.CENTS)
            for label in ("Balance before", "Debit", "Credit", "Balance")
        ),
    ]
    body = [(e.key, e.name, e.before, e.debit, e.credit, e.after) for e in rows]
    return table(form, filename, gettext("Trial balance"), columns, body)


ROUTES: list[ControllerRouterHandler] = [balance, clients]
