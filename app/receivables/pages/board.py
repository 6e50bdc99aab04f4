"""The aging board: clients by ages, as of a day, narrowed, sorted, exported."""

from asyncio import gather
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app.accounting import queries as accounting
from app.accounting.rules import DOUBTFUL
from app.adapters.spreadsheets import Column, Kind
from app.clients import queries as clients
from app.clock import today
from app.core.formats import MINUS
from app.core.i18n import gettext
from app.core.sentences import sentence, spoken
from app.core.text import searchable
from app.receivables import queries, rules
from app.receivables.pages import grouped
from app.receivables.rules import Age, Board, By, Row
from app.reminders import queries as reminders
from app.reminders.queries import Marks, NextStep
from app.risk import queries as risk
from app.risk.queries import ScoreView
from app.web.address import address
from app.web.download import table
from app.web.forms import Form
from app.web.render import AnyRequest, fragment, page, wants_fragment

PATH = "/receivables"
SIZE = 50
NO_MARKS = Marks(frozenset(), frozenset())
_KEPT = ("on", "known_on", "by", "q", "group", "show", "sort", "per", "of")
_RISKY = ("D", "E")


@dataclass(frozen=True)
class Shown:
    """One row with what is known of the client; score and next step of those on the page alone."""

    row: Row
    grade: str | None
    asks: bool
    in_peace: bool
    score: ScoreView | None = None
    step: NextStep | None = None

    @property
    def chance(self) -> int | None:
        """The probability of paying late, in whole percent as basis points."""
        return None if self.score is None else rules.whole_percent(self.score.p_late)


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
    rows = await _with_clients(board, kept["sort"], part)
    shown = [each for each in rows if _wanted(each, kept)]
    if wanted := form.typed.get("as"):
        return _export(wanted, board, shown)
    number = form.whole("page", 1, 100_000, required=False) or 1
    context = _context(form, board, kept, rows, shown) | await _page(board, kept, shown, number)
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
    owed = await accounting.clients_balance(on)
    now = await queries.count_back(on, owed - await accounting.account_balance(DOUBTFUL, on))
    before = await queries.count_back_before(on - timedelta(days=91), on, owed)
    return {"dso": None if now is None else rules.whole_days(now), "trend": _trend(now, before)}


async def _with_clients(board: Board, sort: str, part: grouped.Part | None) -> list[Shown]:
    grades = await risk.grades()
    marks = await reminders.marks(board.on) if _is_today(board) else NO_MARKS
    return [
        Shown(
            row,
            grades.get(row.client_id),
            asks=any(row.ages) and row.client_id in marks.asking,
            in_peace=row.client_id in marks.in_peace,
        )
        for row in rules.sorted_rows(board.rows, sort)
        if part is None or part.holds(row)
    ]


async def _steps(board: Board, ids: list[int]) -> dict[int, NextStep]:
    """What comes next is known of today only; a past day shows its figures without it."""
    return await reminders.next_steps(board.on, only=ids) if ids and _is_today(board) else {}


def _is_today(board: Board) -> bool:
    return board.on == today() and board.known_on is None


async def _page(
    board: Board, kept: dict[str, str], shown: list[Shown], number: int
) -> dict[str, Any]:
    """The rows of one page with their clients and last payments; the totals stay those of all."""
    pages = max(1, -(-len(shown) // SIZE))
    rows = shown[(number - 1) * SIZE : number * SIZE]
    ids = [each.row.client_id for each in rows]
    steps, scores = await _steps(board, ids), await risk.scores(ids)
    return {
        "rows": [
            replace(each, step=steps.get(one), score=scores.get(one))
            for one, each in zip(ids, rows, strict=True)
        ],
        "people": await clients.clients(ids),
        "pager": {
            "number": number,
            "pages": pages,
            "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
            "next": address(PATH, kept, page=number + 1) if number < pages else None,
        },
    }


def _wanted(each: Shown, kept: dict[str, str]) -> bool:
    wanted = searchable(kept["q"]).split()
    text = searchable(f"{each.row.client} {each.row.group}") if wanted else ""
    found = not wanted or all(word in text for word in wanted)
    in_group = not kept["group"] or each.row.group == kept["group"]
    return found and in_group and _is(each, kept["show"])


def _is(each: Shown, show: str) -> bool:
    if show == "late":
        return each.row.late > 0
    if show == "risky":
        return each.grade in _RISKY
    if show == "approve":
        return each.asks
    if show == "paused":
        return each.in_peace
    if show == "credit":
        return each.row.credit < 0
    return True


def _context(
    form: Form, board: Board, kept: dict[str, str], rows: list[Shown], shown: list[Shown]
) -> dict[str, Any]:
    counted = {name: sum(_is(each, name) for each in rows) for name in _CHIPS if name}
    day = _day(kept) | {"by": kept["by"]}
    return {
        "form": form,
        "board": board,
        "kept": kept,
        "total": rules.add_up(each.row for each in shown),
        "ages": [(age.value, _label(age, board)) for age in Age],
        "late_ages": [age.value for age in Age][1:],
        "chips": [
            (name, spoken(label, {"count": counted.get(name, len(rows))}))
            for name, label in _CHIPS.items()
            if not name or counted[name]
        ],
        "groups": sorted({each.row.group for each in rows if each.row.group}),
        "is_today": _is_today(board),
        "to": lambda **changes: address(PATH, kept, **changes),
        "path": PATH,
        "days": address("/receivables/days", _day(kept)),
        "behind": {age: address("", day, age=age) for age in ("", *(each.value for each in Age))},
    }


def _day(kept: dict[str, str]) -> dict[str, str]:
    return {"on": kept["on"], "known_on": kept["known_on"]}


def _label(age: Age, board: Board) -> str:
    if age is Age.NOT_DUE and board.by is By.ISSUE:
        return gettext(rules.ON_THE_DAY)
    return sentence(rules.label(age, board.bounds))


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
        *(Column(_label(age, board), Kind.CENTS) for age in Age),
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
