"""The list of quotes: by how they stand, searched, kept in the address, as a spreadsheet."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clients.queries import maybe_client
from app.clock import today
from app.core.i18n import gettext
from app.quotes import queries
from app.quotes.queries import Filters, Listing
from app.quotes.rules import Standing
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/quotes"
SIZE = 50


@get(PATH)
async def quotes(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as=xlsx` or `as=csv` gives all that the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in ("q", "state", "client")}
    filters = Filters(
        on=today(),
        text=form.text("q"),
        standing=form.choice("state", Standing, required=False),
        client_id=form.whole("client", 1, 10**9, required=False),
    )
    if wanted := form.typed.get("as"):
        return _export(wanted, await queries.list_quotes(filters, limit=None))
    number = form.whole("page", 1, 100_000, required=False) or 1
    listing = await queries.list_quotes(filters, SIZE, (number - 1) * SIZE)
    pages = max(1, -(-listing.count // SIZE))
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "listing": listing,
        "client": await maybe_client(filters.client_id) if filters.client_id else None,
        "standings": list(Standing),
        "pager": {
            "number": number,
            "pages": pages,
            "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
            "next": address(PATH, kept, page=number + 1) if number < pages else None,
        },
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "quotes/_list.html", **context)
    return await page(request, "quotes/list.html", **context)


def _export(form: str, listing: Listing) -> Response[bytes]:
    columns = [
        Column(gettext("Number")),
        Column(gettext("Subject")),
        Column(gettext("Client")),
        Column(gettext("Date of the quote"), Kind.DAY),
        Column(gettext("Holds until"), Kind.DAY),
        Column(gettext("Net"), Kind.CENTS),
        Column(gettext("Total"), Kind.CENTS),
        Column(gettext("State")),
    ]
    rows = [
        (
            each.number or "",
            each.title,
            each.client,
            each.sent_on,
            each.valid_until,
            each.net,
            each.total,
            gettext(each.standing.label),
        )
        for each in listing.rows
    ]
    return table(form, f"devis-{today()}", gettext("Quotes"), columns, rows)


ROUTES: list[ControllerRouterHandler] = [quotes]
