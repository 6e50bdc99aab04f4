"""All contracts: how each stands, what it brings in a month, what it bills next."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clock import today
from app.contracts import queries
from app.contracts.queries import ContractFilters, ContractRow, Standing
from app.contracts.rules import Mode
from app.core.i18n import gettext
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/contracts"
SIZE = 50
_KEPT = ("q", "standing", "mode", "client", "sort")


@get(PATH)
async def contracts(request: AnyRequest) -> Response[Any]:
    """The list; `as=xlsx` or `as=csv` gives exactly what the filters let through."""
    form = Form.query(request, today())
    kept = {name: form.typed.get(name, "") for name in _KEPT}
    rows = await queries.list_contracts(_filters(form), on=today(), sort=kept["sort"] or "client")
    if wanted := form.typed.get("as"):
        return _export(wanted, rows)
    number = form.whole("page", 1, 100_000, required=False) or 1
    context: dict[str, Any] = {
        "kept": kept,
        "rows": rows[(number - 1) * SIZE : number * SIZE],
        "count": len(rows),
        "monthly": queries.monthly_total(rows),
        "standings": list(Standing),
        "modes": list(Mode),
        "pager": _pager(kept, number, len(rows)),
        "to": lambda **changes: address(PATH, kept, **changes),
    }
    if wants_fragment(request):
        return await fragment(request, "contracts/_contracts.html", **context)
    return await page(request, "contracts/list.html", **context)


def _filters(form: Form) -> ContractFilters:
    standing, mode = form.typed.get("standing", ""), form.typed.get("mode", "")
    return ContractFilters(
        text=form.text("q"),
        standing=Standing(standing) if standing in set(Standing) else None,
        mode=Mode(mode) if mode in set(Mode) else None,
        client_id=form.whole("client", 1, 10**9, required=False),
    )


def _pager(kept: dict[str, str], number: int, count: int) -> dict[str, Any]:
    pages = max(1, -(-count // SIZE))
    return {
        "number": number,
        "pages": pages,
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if number < pages else None,
    }


def _export(form: str, rows: Sequence[ContractRow]) -> Response[bytes]:
    columns = [
        Column(gettext("Reference")),
        Column(gettext("Client")),
        Column(gettext("Subject")),
        Column(gettext("Frequency")),
        Column(gettext("Mode")),
        Column(gettext("State")),
        Column(gettext("From"), Kind.DAY),
        Column(gettext("Until"), Kind.DAY),
        Column(gettext("A month, excl. VAT"), Kind.CENTS),
        Column(gettext("Next entry"), Kind.DAY),
        Column(gettext("Next entry, excl. VAT"), Kind.CENTS),
    ]
    cells = [
        (
            each.reference,
            each.client,
            each.label,
            gettext(each.terms.frequency.label),
            gettext(each.mode.label),
            gettext(each.standing.label),
            each.terms.start_on,
            each.last_day,
            each.monthly,
            each.next_on,
            each.next.net if each.next else None,
        )
        for each in rows
    ]
    return table(form, f"contrats-{today()}", gettext("Contracts"), columns, cells)


ROUTES: list[ControllerRouterHandler] = [contracts]
