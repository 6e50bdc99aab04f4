"""What becomes of the schedule's rows when the terms change: what is billed stays as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.contracts.rules.periods import Period, Terms, period, periods
from app.core.errors import N_, refuse


class State(StrEnum):
    """Where an entry is: to be billed, held, left out, or billed (a draft or an invoice)."""

    PLANNED = "planned"
    PAUSED = "paused"
    SKIPPED = "skipped"
    BILLED = "billed"

    @property
    def label(self) -> str:
        return _STATES[self.value]


_STATES = {
    "planned": N_("planned"),
    "paused": N_("paused"),
    "skipped": N_("skipped"),
    "billed": N_("billed"),
}

# Every change of state that a person may ask for; billing is the only way to "billed".
TRANSITIONS = {
    "pause": (frozenset({State.PLANNED}), State.PAUSED),
    "resume": (frozenset({State.PAUSED}), State.PLANNED),
    "skip": (frozenset({State.PLANNED, State.PAUSED}), State.SKIPPED),
    "unskip": (frozenset({State.SKIPPED}), State.PLANNED),
}


@dataclass(frozen=True)
class Row:
    """An entry of the schedule as it is kept; `is_given`: the amount is, and lines do not count."""

    id: int
    n: int
    first: date
    last: date
    days: int
    full_days: int
    planned_on: date
    bill_on: date
    state: State
    is_given: bool = False

    @property
    def is_billed(self) -> bool:
        return self.state is State.BILLED

    @property
    def bills_lines(self) -> bool:
        """Whether it is to be billed, for what the lines say."""
        return self.state in (State.PLANNED, State.PAUSED) and not self.is_given


@dataclass(frozen=True)
class Span:
    """A pause of the whole contract; open while `until` is None."""

    id: int
    first: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Changes:
    """What to write, in this order: rows to remove, rows to leave out, rows to redraw (in an order
    in which their first days never meet), periods to add."""

    add: tuple[Period, ...]
    redraw: tuple[Row, ...]
    leave_out: tuple[int, ...]
    remove: tuple[int, ...]


def holding(spans: Iterable[Span], first: date) -> Span | None:
    """The pause that holds a period back: the one in which the period begins."""
    return next((span for span in spans if span.holds(first)), None)


def reconcile(terms: Terms, rows: Sequence[Row], until: date) -> Changes:
    """Make the rows follow the terms up to `until`; again changes nothing.

    Rows after the last billed one are redrawn, removed past the end or past `until`, added up to
    `until`; a row that was moved keeps its day. A row not billed before a billed one is left out
    past the end.
    Refused: an end moved on when the last billed period had been cut by the former end.
    """
    billed = [row for row in rows if row.is_billed]
    last_billed = max((row.n for row in billed), default=0)
    _refuse_gap(terms, [row for row in billed if row.n == last_billed])
    redraw, leave_out, remove = [], [], []
    for row in rows:
        if row.is_billed:
            continue
        wanted = period(terms, row.n)
        if wanted is not None and (wanted.bill_on <= until or row.n < last_billed):
            drawn = _redrawn(row, wanted)
            if drawn != row:
                redraw.append((row, drawn))
        elif row.n > last_billed:
            remove.append(row.id)
        elif row.state is not State.SKIPPED:
            leave_out.append(row.id)
    after = max((row.n for row in rows if row.id not in remove), default=0)
    added = () if remove else tuple(periods(terms, until, after + 1))
    return Changes(added, _one_by_one(redraw), tuple(leave_out), tuple(remove))


def _one_by_one(pairs: Sequence[tuple[Row, Row]]) -> tuple[Row, ...]:
    """An order in which no row takes the first day of another that has not moved yet: those that
    begin earlier than before from the first on, then the others from the last on."""
    earlier = [new for old, new in pairs if new.first <= old.first]
    later = [new for old, new in pairs if new.first > old.first]
    return (*earlier, *reversed(later))


def _redrawn(row: Row, wanted: Period) -> Row:
    moved = row.bill_on != row.planned_on
    return replace(
        row,
        first=wanted.first,
        last=wanted.last,
        days=wanted.days,
        full_days=wanted.full_days,
        planned_on=wanted.bill_on,
        bill_on=row.bill_on if moved else wanted.bill_on,
    )


def _refuse_gap(terms: Terms, last_billed: Iterable[Row]) -> None:
    for row in last_billed:
        wanted = period(terms, row.n)
        if wanted is not None and wanted.last > row.last:
            raise refuse(
                "contracts.cut_period_billed",
                "The last period is already billed, up to %(last)s only. "
                "Make a new contract that starts the day after.",
                "end_on",
                last=row.last,
            )
