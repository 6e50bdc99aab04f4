"""All clients, narrowed as one types; exactly what is shown as a spreadsheet."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Cell, Column, Kind
from app.clients import queries
from app.clients.queries import PAGE_SIZE, ClientPage, ClientView, Filters
from app.clients.rules import FIELD_LABELS, KIND_LABELS
from app.clients.rules import Kind as ClientKind
from app.clock import today
from app.core.i18n import gettext
from app.receivables import queries as receivables
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/clients"
# In the order and under the names that the import reads back; notes stay here.
_EXPORTED = [name for name in FIELD_LABELS if name != "notes"]


@get(PATH)
async def clients(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as=xlsx` or `as=csv` gives all that the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in ("q", "kind", "group", "archived", "sort")}
    filters = Filters(
        text=form.text("q"),
        kind=form.choice("kind", ClientKind, required=False),
        group=form.text("group"),
        archived=form.flag("archived"),
    )
    if wanted := form.typed.get("as"):
        return await _export(wanted, await queries.list_clients(filters, kept["sort"], size=None))
    number = form.whole("page", 1, 100_000, required=False) or 1
    listing = await queries.list_clients(filters, kept["sort"], number)
    end = number * PAGE_SIZE
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "listing": listing,
        "first": (number - 1) * PAGE_SIZE + 1,
        "last": (number - 1) * PAGE_SIZE + len(listing.rows),
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if end < listing.total else None,
        "balances": await receivables.balances([row.id for row in listing.rows], today()),
        "kinds": KIND_LABELS,
        "groups": await queries.groups(),
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "clients/_clients.html", **context)
    return await page(request, "clients/list.html", **context)


async def _export(form: str, listing: ClientPage) -> Response[bytes]:
    balances = await receivables.balances([row.id for row in listing.rows], today())
    columns = [
        Column(gettext(FIELD_LABELS[name]), Kind.WHOLE if name == "terms_days" else Kind.TEXT)
        for name in _EXPORTED
    ]
    columns.append(Column(gettext("Balance"), Kind.CENTS))
    rows = [
        (*(_cell(each, name) for name in _EXPORTED), balances.get(each.id, 0))
        for each in listing.rows
    ]
    return table(form, f"clients-{today()}", gettext("Clients"), columns, rows)


def _cell(client: ClientView, name: str) -> Cell:
    return gettext(KIND_LABELS[client.kind]) if name == "kind" else getattr(client, name)


ROUTES: list[ControllerRouterHandler] = [clients]
