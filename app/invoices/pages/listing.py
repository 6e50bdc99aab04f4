"""The list: narrowed by chips and search kept in the address; exactly it as a spreadsheet."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clients.queries import maybe_client
from app.clock import today
from app.core.i18n import gettext
from app.invoices import queries
from app.invoices.pages.words import SITUATIONS, TONES, situation_word, word
from app.invoices.queries import Filters, Listing
from app.invoices.rules import Situation
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/invoices"
SIZE = 50
CHIPS = (
    Situation.DRAFT,
    Situation.ISSUED,
    Situation.LATE,
    Situation.PAID,
    Situation.CREDIT,
)


@get(PATH)
async def invoices(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as=xlsx` or `as=csv` gives all that the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in ("q", "state", "client", "sort")}
    filters = _filters(form)
    if wanted := form.typed.get("as"):
        return _export(wanted, await queries.list_invoices(filters, kept["sort"], limit=None))
    number = form.whole("page", 1, 100_000, required=False) or 1
    listing = await queries.list_invoices(filters, kept["sort"], SIZE, (number - 1) * SIZE)
    client = await maybe_client(filters.client_id) if filters.client_id else None
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "listing": listing,
        "client": client,
        "chips": CHIPS,
        "situations": SITUATIONS,
        "situation_word": situation_word,
        "tones": TONES,
        "word": word,
        "pager": _pager(kept, number, listing),
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "invoices/_list.html", **context)
    return await page(request, "invoices/list.html", **context)


def _filters(form: Form) -> Filters:
    return Filters(
        on=form.today,
        text=form.text("q"),
        situation=form.choice("state", Situation, required=False)
        if form.typed.get("state") in CHIPS
        else None,
        client_id=form.whole("client", 1, 10**9, required=False),
    )


def _pager(kept: dict[str, str], number: int, listing: Listing) -> dict[str, Any]:
    pages = max(1, -(-listing.count // SIZE))
    return {
        "number": number,
        "pages": pages,
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if number < pages else None,
    }


def _export(form: str, listing: Listing) -> Response[bytes]:
    columns = [
        Column(gettext("Number")),
        Column(gettext("Document")),
        Column(gettext("Client")),
        Column(gettext("Issued on"), Kind.DAY),
        Column(gettext("Due on"), Kind.DAY),
        Column(gettext("Net"), Kind.CENTS),
        Column(gettext("VAT"), Kind.CENTS),
        Column(gettext("Total"), Kind.CENTS),
        Column(gettext("Open"), Kind.CENTS),
        Column(gettext("State")),
    ]
    rows = [
        (
            each.number or "",
            gettext(word(each.kind, each.purpose)),
            each.client,
            each.issued_on,
            each.due_on,
            each.net,
            each.vat,
            each.total,
            each.open,
            gettext(situation_word(each.kind, each.situation)),
        )
        for each in listing.rows
    ]
    return table(form, f"factures-{today()}", gettext("Invoices"), columns, rows)


ROUTES: list[ControllerRouterHandler] = [invoices]
