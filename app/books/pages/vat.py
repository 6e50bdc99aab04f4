"""VAT due in some days: the boxes of the return, each rate, and the documents behind them."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.books import queries, rules
from app.books.pages.days import kept, pager, periods, span_of
from app.books.queries import Span
from app.books.rules import CAUSES, Due
from app.clock import today
from app.core.i18n import gettext
from app.settings.queries import business
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, page

PATH = "/books/vat"
SIZE = 100


@get(PATH)
async def vat(request: AnyRequest) -> Response[Any]:
    """`rate` (basis points) and `category` narrow the documents; `as=xlsx` or `as=csv`."""
    form = Form.query(request, today())
    span = await span_of(form)
    due = [each async for part in queries.vat_due(span) for each in part]
    rate = form.whole("rate", 0, 10_000, required=False)
    category = form.typed.get("category", "")[:2]
    shown = sorted(
        (x for x in due if rate is None or (x.rate == rate and x.category in (category, "S"))),
        key=lambda each: (each.day, each.document),
    )
    if wanted := form.typed.get("as"):
        return _export(wanted, span, shown)
    pages = max(1, -(-len(shown) // SIZE))
    number = min(form.whole("page", 1, 100_000, required=False) or 1, pages)
    days = kept(span) | {"rate": "" if rate is None else str(rate), "category": category}
    in_books = await queries.vat_in_books(span)
    return await page(
        request,
        "books/vat.html",
        422 if form.findings else 200,
        form=form,
        span=span,
        shop=await business(),
        boxes=rules.boxes(due),
        total=sum(each.vat for each in due),
        in_books=in_books,
        rates=_rates(due, kept(span), rate),
        rows=shown[(number - 1) * SIZE : number * SIZE],
        causes=CAUSES,
        everything=address(PATH, kept(span)),
        narrowed=rate is not None,
        periods=await periods(PATH, span),
        to=lambda **changes: address(PATH, days, **changes),
        back=address("/books", kept(span)),
        pager=pager(PATH, days, number, pages),
    )


def _rates(
    due: list[Due], days: dict[str, str], shown: int | None
) -> list[tuple[int, str, str, bool]]:
    """Rates of which something is due: rate, category, address of its documents, if it is shown."""
    found = sorted({(each.rate, each.category) for each in due}, reverse=True)
    return [
        (rate, category, address(PATH, days, rate=rate, category=category), rate == shown)
        for rate, category in found
    ]


def _export(form: str, span: Span, rows: list[Due]) -> Response[bytes]:
    columns = [
        Column(gettext("Day"), Kind.DAY),
        Column(gettext("Document")),
        Column(gettext("Client")),
        Column(gettext("Why")),
        Column(gettext("Rate"), Kind.RATE),
        Column(gettext("Category")),
        Column(gettext("Base"), Kind.CENTS),
        Column(gettext("VAT"), Kind.CENTS),
    ]
    body = [
        (x.day, x.number, x.client, gettext(CAUSES[x.cause]), x.rate, x.category, x.base, x.vat)
        for x in rows
    ]
    return table(form, f"tva-{span.first}-{span.last}", gettext("VAT due"), columns, body)


ROUTES: list[ControllerRouterHandler] = [vat]
