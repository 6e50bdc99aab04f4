"""The list: narrowed by chips, days and search kept in the address; exactly it to take away."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.clients.queries import maybe_client
from app.clock import today
from app.core.errors import Refused
from app.invoices import queries
from app.invoices.actions import MOST_FILES, MOST_PRINTED
from app.invoices.pages.taking import taken_away
from app.invoices.pages.words import SITUATIONS, TONES, situation_word, word
from app.invoices.queries import Filters, Listing
from app.invoices.rules import Situation
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/invoices"
SIZE = 50
KEPT = ("q", "state", "client", "from", "until", "sort")
CHIPS = (
    Situation.DRAFT,
    Situation.ISSUED,
    Situation.LATE,
    Situation.PAID,
    Situation.CREDIT,
    Situation.WRITTEN_OFF,
)


@get(PATH)
async def invoices(request: AnyRequest) -> Response[Any]:
    """The list, a page of it; `as` gives all that the filters let through, or the ticked `id`s:
    a table (xlsx, csv), the kept files (zip, xml), or one PDF to print (pdf)."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in KEPT}
    filters = _filters(form)
    if "as" in form.typed:
        try:
            return await taken_away(form, filters, kept["sort"])
        except Refused as refused:
            form = form.refused(refused)
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
        "most_printed": MOST_PRINTED,
        "most_files": MOST_FILES,
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "invoices/_list.html", **context)
    return await page(request, "invoices/list.html", 422 if form.findings else 200, **context)


def _filters(form: Form) -> Filters:
    return Filters(
        on=form.today,
        text=form.text("q"),
        situation=form.choice("state", Situation, required=False)
        if form.typed.get("state") in CHIPS
        else None,
        client_id=form.whole("client", 1, 10**9, required=False),
        issued_from=form.day("from", required=False),
        issued_until=form.day("until", required=False),
    )


def _pager(kept: dict[str, str], number: int, listing: Listing) -> dict[str, Any]:
    pages = max(1, -(-listing.count // SIZE))
    return {
        "number": number,
        "pages": pages,
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if number < pages else None,
    }


ROUTES: list[ControllerRouterHandler] = [invoices]
