"""All products, narrowed as one types; exactly what is shown as a spreadsheet."""

import re
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Cell, Column, Kind
from app.catalogue import queries
from app.catalogue.queries import PAGE_SIZE, Filters, ProductView
from app.catalogue.rules import FIELD_LABELS, NATURE_LABELS
from app.clock import today
from app.core.i18n import gettext
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/products"
_EDITOR = re.compile(r"/(invoices|quotes)(/\d{1,9})?|/contracts(/\d{1,9}/edit)?")
_KINDS = {
    "price": Kind.PRICE,
    "gross": Kind.CENTS,
    "vat_rate": Kind.RATE,
    "minimum": Kind.QUANTITY,
}


@get(PATH)
async def products(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as=xlsx` or `as=csv` gives all that the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in ("q", "category", "low", "archived", "sort")}
    filters = Filters(
        text=form.text("q"),
        category=form.text("category"),
        low=form.flag("low"),
        archived=form.flag("archived"),
    )
    if wanted := form.typed.get("as"):
        found = await queries.list_products(filters, kept["sort"], size=None)
        return _export(wanted, found.rows)
    number = form.whole("page", 1, 100_000, required=False) or 1
    listing = await queries.list_products(filters, kept["sort"], number)
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "listing": listing,
        "first": (number - 1) * PAGE_SIZE + 1,
        "last": (number - 1) * PAGE_SIZE + len(listing.rows),
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1)
        if number * PAGE_SIZE < listing.total
        else None,
        "categories": await queries.categories(),
        "low": len(await queries.low_stock()),
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "catalogue/_products.html", **context)
    return await page(request, "catalogue/list.html", **context)


@get("/products/choices")
async def choices(request: AnyRequest) -> Response[Any]:
    """What an editor's line may take from the catalogue, as buttons of that editor (`for`)."""
    form = Form.query(request, today())
    action = form.typed.get("for", "")
    if not _EDITOR.fullmatch(action):
        form.fail("form.choice", "“%(value)s” is not one of the choices.", "for", value=action[:60])
    form.check()
    found = await queries.search(form.text("find"))
    return await fragment(
        request, "catalogue/_choices.html", action=action, form=form, products=found
    )


def _export(form: str, rows: tuple[ProductView, ...]) -> Response[bytes]:
    columns = [
        Column(gettext(label), _KINDS.get(name, Kind.TEXT)) for name, label in FIELD_LABELS.items()
    ]
    columns.append(Column(gettext("On hand"), Kind.QUANTITY))
    cells = [(*(_cell(each, name) for name in FIELD_LABELS), each.on_hand) for each in rows]
    return table(form, f"catalogue-{today()}", gettext("Catalogue"), columns, cells)


def _cell(product: ProductView, name: str) -> Cell:
    if name == "nature":
        return gettext(NATURE_LABELS[product.nature])
    value: Cell = getattr(product, name)
    if isinstance(value, bool):
        return gettext("yes") if value else ""
    return value


ROUTES: list[ControllerRouterHandler] = [products, choices]
