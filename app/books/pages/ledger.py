"""The lines of an account, of a journal or of a client over some days, a hundred at a time."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.books import queries, rules
from app.books.pages.days import kept, pager, periods, span_of
from app.books.queries import Span, Which
from app.books.rules import Chart
from app.clients import queries as clients
from app.clock import today
from app.core.errors import refuse
from app.core.i18n import gettext
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/books/lines"
SIZE = 100
MOST = 50_000


@get(PATH)
async def lines(request: AnyRequest) -> Response[Any]:
    """`account`, `journal` and `client` narrow it; `as=xlsx` or `as=csv` gives all of its pages."""
    form = Form.query(request, today())
    span = await span_of(form)
    which = Which(
        form.typed.get("account", "")[:10],
        form.typed.get("journal", "")[:4],
        form.whole("client", 1, 2**31 - 1, required=False),
    )
    before = await queries.balance_before(span, which)
    count = await queries.count_lines(span, which)
    if wanted := form.typed.get("as"):
        return await _export(wanted, span, which, before, count)
    pages = max(1, -(-count // SIZE))
    number = min(form.whole("page", 1, 1_000_000, required=False) or 1, pages)
    days = kept(span) | _kept(which)
    shown = await queries.ledger_lines(span, which, before, SIZE, (number - 1) * SIZE)
    marks = None
    if which.client_id:
        marks = await queries.lettering(span.last, span.known_on, which.client_id)
    chart = await queries.chart()
    return await page(
        request,
        "books/lines.html",
        422 if form.findings else 200,
        form=form,
        span=span,
        title=await _title(which, chart),
        chart=chart,
        runs=bool(which.account or which.client_id),
        before=before,
        rows=shown,
        count=count,
        marks={each.entry: marks.of(each.entry) for each in shown} if marks else None,
        kept=_kept(which),
        periods=await periods(PATH, span, _kept(which)),
        to=lambda **changes: address(PATH, days, **changes),
        back=address("/books/clients" if which.client_id else "/books", kept(span)),
        pager=pager(PATH, days, number, pages),
    )


def _kept(which: Which) -> dict[str, str]:
    client = str(which.client_id) if which.client_id else ""
    return {"account": which.account, "journal": which.journal, "client": client}


async def _title(which: Which, chart: Chart) -> str:
    if which.client_id:
        client = await clients.maybe_client(which.client_id)
        return client.name if client else f"{rules.auxiliary(which.client_id)}"
    if which.account:
        return f"{chart.number(which.account)} · {chart.label(which.account)}"
    if which.journal:
        return f"{which.journal} · {rules.journal_label(which.journal)}"
    return gettext("All entries")


async def _export(form: str, span: Span, which: Which, before: int, count: int) -> Response[bytes]:
    if count > MOST:
        raise refuse(
            "books.too_many",
            "At most %(most)s lines at once this way: narrow the days, or take the file.",
            most=MOST,
        )
    rows = await queries.ledger_lines(span, which, before, MOST)
    number = (await queries.chart()).number
    columns = [
        Column(gettext("Day"), Kind.DAY),
        Column(gettext("Journal")),
        Column(gettext("Piece")),
        Column(gettext("Label")),
        Column(gettext("Account")),
        Column(gettext("Client")),
        Column(gettext("Debit"), Kind.CENTS),
        Column(gettext("Credit"), Kind.CENTS),
        Column(gettext("Balance"), Kind.CENTS),
    ]
    body = [
        (
            *(r.day, r.journal, r.piece, r.label, number(r.account), r.client),
            *(r.debit, r.credit, r.balance),
        )
        for r in rows
    ]
    return table(form, f"ecritures-{span.first}-{span.last}", gettext("Ledger"), columns, body)


ROUTES: list[ControllerRouterHandler] = [lines]
