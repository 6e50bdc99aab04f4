"""All receipts, unallocated money first; exactly what is shown as a spreadsheet."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clock import today
from app.core.i18n import gettext
from app.payments import queries
from app.payments.queries import Filters, Listing
from app.payments.rules import METHOD_LABELS, Method
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/payments"
SIZE = 50


@get(PATH)
async def receipts(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as=xlsx` or `as=csv` gives all that the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in ("q", "method", "state", "client", "sort")}
    filters = _filters(form)
    if wanted := form.typed.get("as"):
        return _export(wanted, await queries.list_receipts(filters, kept["sort"], limit=None))
    number = form.whole("page", 1, 100_000, required=False) or 1
    listing = await queries.list_receipts(filters, kept["sort"], SIZE, (number - 1) * SIZE)
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "listing": listing,
        "pager": _pager(kept, number, listing),
        "labels": METHOD_LABELS,
        "methods": [m for m in Method if m not in (Method.DEBIT, Method.DIFFERENCE)],
        "waiting": len(await queries.unallocated()),
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "payments/_receipts.html", **context)
    return await page(request, "payments/list.html", **context)


def _filters(form: Form) -> Filters:
    method = form.choice("method", Method, required=False)
    return Filters(
        text=form.text("q"),
        method=method.value if method else "",
        state=form.typed.get("state", ""),
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
        Column(gettext("Received on"), Kind.DAY),
        Column(gettext("Client")),
        Column(gettext("Method")),
        Column(gettext("Reference")),
        Column(gettext("Amount"), Kind.CENTS),
        Column(gettext("Not used"), Kind.CENTS),
    ]
    rows = [
        (
            each.received_on,
            each.client,
            gettext(METHOD_LABELS[each.method]),
            each.reference,
            each.amount,
            each.open,
        )
        for each in listing.receipts
    ]
    return table(form, f"encaissements-{today()}", gettext("Payments"), columns, rows)


ROUTES: list[ControllerRouterHandler] = [receipts]
