"""Banque: the lines to be pointed with what is proposed for each, and those that are."""

from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.bank import queries
from app.bank.pages import words
from app.bank.queries import LineFilters
from app.bank.rules.deals import REASONS
from app.clock import today
from app.core.i18n import gettext
from app.web.address import address
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/bank/lines"
_KEPT = ("state", "q", "account", "since", "until", "sort")


@get(PATH)
async def lines(request: AnyRequest) -> Response[Any]:
    """The list, as the address narrows it."""
    return await listed(request, Form.query(request, today()))


async def listed(
    request: AnyRequest, form: Form, faults: Form | None = None, flash: str | None = None
) -> Response[Any]:
    """The page, or its part when htmx asks; `faults` is a form that was refused."""
    kept = {name: form.typed.get(name, "") for name in _KEPT}
    filters = LineFilters(
        kept["state"],
        form.text("q"),
        form.whole("account", 1, 10**9, required=False),
        form.day("since", required=False),
        form.day("until", required=False),
    )
    number = form.whole("page", 1, 100_000, required=False) or 1
    found = await queries.list_lines(filters, kept["sort"], number)
    ids = [row.line.id for row in found.rows]
    done = await queries.matches(ids) if kept["state"] == "done" else {}
    context: dict[str, Any] = {
        "form": form,
        "faults": faults or Form.blank(today()),
        "kept": kept,
        "found": found,
        "lines": await words.shown(found.rows),
        "matches": {line: [m for m in each if not m.undone_at] for line, each in done.items()},
        "part_label": words.part_label,
        "told": words.told,
        "choice": await queries.choice(),
        "reasons": reasons(),
        "pager": _pager(kept, number, found.count),
        "to": lambda **changes: address(PATH, kept, **changes),
        "here": address(PATH, kept),
    }
    status = 422 if faults is not None else 200
    if wants_fragment(request):
        return await fragment(request, "bank/_lines.html", status=status, flash=flash, **context)
    return await page(request, "bank/lines.html", status=status, **context)


def reasons() -> list[tuple[str, str]]:
    """Why a line is no client's, with its account, for a choice."""
    return [
        (each.value, f"{gettext(label)} ({account})") for each, (account, label) in REASONS.items()
    ]


def _pager(kept: dict[str, str], number: int, count: int) -> dict[str, Any]:
    pages = max(1, -(-count // queries.SIZE))
    return {
        "number": number,
        "pages": pages,
        "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
        "next": address(PATH, kept, page=number + 1) if number < pages else None,
    }


ROUTES: list[ControllerRouterHandler] = [lines]
