"""The aging board: clients by ages, as of a day, narrowed, sorted, exported."""

from asyncio import gather
from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.adapters.spreadsheets import Column, Kind
from app.clock import today
from app.core.formats import MINUS
from app.core.i18n import gettext
from app.core.sentences import spoken
from app.receivables import queries, rules
from app.receivables.pages import grouped
from app.receivables.pages import rows as rows_of
from app.receivables.pages.rows import PATH, Shown
from app.receivables.rules import Age, Board, By
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

_KEPT = ("on", "known_on", "by", "q", "group", "show", "sort", "per", "of")


@get(PATH)
async def receivables(request: AnyRequest) -> Response[Any]:
    """The board; `as=xlsx` or `as=csv` gives exactly what is shown."""
    form = Form.query(request, today())
    on = form.day("on", required=False) or today()
    known_on = form.day("known_on", required=False)
    by = form.choice("by", By, required=False) or By.DUE
    part = await grouped.part_of(form)
    if form.findings:
        on, known_on = today(), None
    bounds = await queries.bounds()
    is_part = wants_fragment(request) or bool(form.typed.get("as"))
    board, days = await gather(
        queries.aging(on, known_on, by.value, bounds),
        _no_days() if is_part else _days_outstanding(on),
    )
    kept = {name: form.typed.get(name, "") for name in _KEPT}
    rows = await rows_of.with_clients(board, kept["sort"], part)
    shown = rows_of.narrowed(rows, kept)
    if wanted := form.typed.get("as"):
        return _export(wanted, board, shown)
    number = form.whole("page", 1, 100_000, required=False) or 1
    context = _context(form, board, kept, rows, shown)
    credits = context["total"].credit
    context |= await rows_of.page_of(board, kept, shown, credits, number)
    if wants_fragment(request):
        return await fragment(request, "receivables/_board.html", **context)
    return await page(
        request,
        "receivables/board.html",
        **context,
        **days,
        part=part,
        totals=address(grouped.PATH, _day(kept), per=part.by.per.value if part else None),
        due_soon=await queries.due_between(on, on + timedelta(days=30)) if on == today() else None,
    )


async def _no_days() -> dict[str, Any]:
    return {}


async def _days_outstanding(on: date) -> dict[str, Any]:
    """The days of sales outstanding and how they moved in a quarter, of all that is known, also
    where the board leaves out what was recorded later."""
    now, before = await queries.count_back_twice(on, on - timedelta(days=91))
    return {"dso": None if now is None else rules.whole_days(now), "trend": _trend(now, before)}


def _context(
    form: Form, board: Board, kept: dict[str, str], rows: list[Shown], shown: list[Shown]
) -> dict[str, Any]:
    counted = {name: sum(rows_of.is_one(each, name) for each in rows) for name in _CHIPS if name}
    return {
        "form": form,
        "board": board,
        "kept": kept,
        "total": board.total
        if len(shown) == len(board.rows)
        else rules.add_up(each.row for each in shown),
        "ages": [(age.value, rows_of.label(age, board)) for age in Age],
        "chips": [
            (name, spoken(label, {"count": counted.get(name, len(rows))}))
            for name, label in _CHIPS.items()
            if not name or counted[name]
        ],
        "groups": sorted({each.row.group for each in rows if each.row.group}),
        "is_today": rows_of.is_today(board),
        "to": lambda **changes: address(PATH, kept, **changes),
        "path": PATH,
        "days": address("/receivables/days", _day(kept)),
        "statement": address("", rows_of.behind(kept)),
    }


def _day(kept: dict[str, str]) -> dict[str, str]:
    return {"on": kept["on"], "known_on": kept["known_on"]}


_CHIPS = {
    "": rules.SHOW_ALL,
    "late": rules.SHOW_LATE,
    "risky": rules.SHOW_RISKY,
    "approve": rules.SHOW_APPROVE,
    "paused": rules.SHOW_PAUSED,
    "credit": rules.SHOW_CREDIT,
}


def _trend(now: int | None, before: int | None) -> str | None:
    """Whole days won (with a minus) or lost in a quarter."""
    if now is None or before is None:
        return None
    days = rules.whole_days(now - before)
    return f"{MINUS if days < 0 else '+'}{abs(days)}" if days else None


def _export(form: str, board: Board, shown: list[Shown]) -> Response[bytes]:
    columns = [
        Column(gettext("Client")),
        Column(gettext("Group")),
        *(Column(rows_of.label(age, board), Kind.CENTS) for age in Age),
        Column(gettext("Credit"), Kind.CENTS),
        Column(gettext("Total"), Kind.CENTS),
    ]
    rows = [
        (each.row.client, each.row.group, *each.row.ages, each.row.credit, each.row.total)
        for each in shown
    ]
    return table(form, _filename(board.on), gettext("Receivables"), columns, rows)


def _filename(on: date) -> str:
    return f"creances-{on}"


ROUTES: list[ControllerRouterHandler] = [receivables]
