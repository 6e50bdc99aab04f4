"""The rows of the board: which are shown, and what is drawn on each of those of one page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.clients import queries as clients
from app.clock import today
from app.core.i18n import gettext
from app.core.sentences import sentence
from app.core.text import searchable
from app.receivables import rules
from app.receivables.pages import grouped
from app.receivables.rules import Age, Board, By, Row
from app.reminders import queries as reminders
from app.reminders.queries import Marks, NextStep
from app.risk import queries as risk
from app.risk.queries import ScoreView
from app.web.address import address

PATH = "/receivables"
SIZE = 50
_NO_MARKS = Marks(frozenset(), frozenset())
_RISKY = ("D", "E")
Cell = tuple[int, str, str, bool]


@dataclass(frozen=True)
class Shown:
    """One row with what is known of the client; score, next step and `cells` (cents, label, where
    it leads to, whether it is grave) of those on the page alone."""

    row: Row
    grade: str | None
    asks: bool
    in_peace: bool
    score: ScoreView | None = None
    step: NextStep | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def chance(self) -> int | None:
        """The probability of paying late, in whole percent as basis points."""
        return None if self.score is None else rules.whole_percent(self.score.p_late)


async def with_clients(board: Board, sort: str, part: grouped.Part | None) -> list[Shown]:
    grades = await risk.grades()
    marks = await reminders.marks(board.on) if is_today(board) else _NO_MARKS
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
    return await reminders.next_steps(board.on, only=ids) if ids and is_today(board) else {}


def is_today(board: Board) -> bool:
    return board.on == today() and board.known_on is None


async def page_of(
    board: Board, kept: dict[str, str], shown: list[Shown], credits: int, number: int
) -> dict[str, Any]:
    """The rows of one page as they are drawn, and the ways to the others; the totals stay those of
    all (`credits` in cents). `phones`: those of its clients."""
    pages = max(1, -(-len(shown) // SIZE))
    rows = shown[(number - 1) * SIZE : number * SIZE]
    ids = [each.row.client_id for each in rows]
    steps, scores = await _steps(board, ids), await risk.scores(ids)
    cells = _cells(board, kept, credits)
    return {
        "rows": [
            replace(each, step=steps.get(one), score=scores.get(one), cells=cells(each.row))
            for one, each in zip(ids, rows, strict=True)
        ],
        "phones": await clients.phones(ids),
        "pager": {
            "number": number,
            "pages": pages,
            "previous": address(PATH, kept, page=number - 1) if number > 1 else None,
            "next": address(PATH, kept, page=number + 1) if number < pages else None,
        },
    }


def _cells(board: Board, kept: dict[str, str], credits: int) -> Callable[[Row], tuple[Cell, ...]]:
    """The amounts of a row, each leading to what it is made of; credits where anybody has one."""
    day = behind(kept)
    ages = [(label(age, board), address("", day, age=age.value), age is Age.OVER_90) for age in Age]
    credit = gettext("Credit")

    def cells(row: Row) -> tuple[Cell, ...]:
        account = f"{PATH}/{row.client_id}"
        amounts = [
            (cents, name, account + end, is_grave)
            for cents, (name, end, is_grave) in zip(row.ages, ages, strict=True)
        ]
        if credits:
            unused = f"/payments?state=unallocated&client={row.client_id}"
            amounts.append((row.credit, credit, unused, False))
        return tuple(amounts)

    return cells


def behind(kept: dict[str, str]) -> dict[str, str]:
    """The day of the board and what ages are counted from, for the pages behind its figures."""
    return {name: kept[name] for name in ("on", "known_on", "by")}


def narrowed(rows: list[Shown], kept: dict[str, str]) -> list[Shown]:
    """The rows in which every word is found, of one group and one kind."""
    words, group, kind = searchable(kept["q"]).split(), kept["group"], kept["show"]
    if words:
        rows = [each for each in rows if _has(each.row, words)]
    return [each for each in rows if (not group or each.row.group == group) and is_one(each, kind)]


def _has(row: Row, words: list[str]) -> bool:
    text = searchable(f"{row.client} {row.group}")
    return all(word in text for word in words)


def is_one(each: Shown, show: str) -> bool:
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


def label(age: Age, board: Board) -> str:
    if age is Age.NOT_DUE and board.by is By.ISSUE:
        return gettext(rules.ON_THE_DAY)
    return sentence(rules.label(age, board.bounds))
