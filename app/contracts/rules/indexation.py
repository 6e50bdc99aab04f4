"""A price that follows an index, or a percentage, from each anniversary of the contract.

new price = price x new index / old index, rounded once: to the cent, or to the decimals that the
price has when they are finer. An index goes back to the lines that were last agreed, so that years
of rounding never add up; a percentage is put on what holds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.contracts.rules.lines import Line
from app.contracts.rules.versions import Cause, Versions
from app.core.calendar import add_months
from app.core.errors import Finding, finding, refuse
from app.core.money import PRICE_SCALE, RATE_SCALE, divide

AHEAD = timedelta(days=30)
MAX_PERCENT = 5_000
_CENT = PRICE_SCALE // 100


@dataclass(frozen=True)
class Change:
    """By how much: `new` over `old`. For an index both are 1e-4; a percentage is over 100 %."""

    old: int
    new: int

    @property
    def percent(self) -> int:
        """What is added, in basis points, of a change by percentage."""
        return self.new - self.old


def by_percent(percent: int) -> Change:
    """Of basis points. Refused: nothing, or more than half."""
    if not -MAX_PERCENT <= percent <= MAX_PERCENT or percent == 0:
        raise refuse(
            "contracts.index_percent", "Give a percentage other than 0, up to 50.", "percent"
        )
    return Change(RATE_SCALE, RATE_SCALE + percent)


def by_index(old: int, new: int) -> Change:
    """Of two values of an index. Refused: a value of zero, no change, more than double or half."""
    if old <= 0:
        raise refuse("contracts.index_old", "The former index must be more than zero.", "old")
    if new == old:
        raise refuse("contracts.index_same", "The two indexes are the same.", "new")
    if not old <= 2 * new <= 4 * old:
        raise refuse(
            "contracts.index_far",
            "The price would more than double, or be halved: check the two indexes.",
            "new",
        )
    return Change(old, new)


def indexed(lines: Sequence[Line], change: Change) -> tuple[Line, ...]:
    """The lines at their new prices."""
    return tuple(replace(line, unit_price=_price(line.unit_price, change)) for line in lines)


def _price(price: int, change: Change) -> int:
    step = 1 if price % _CENT else _CENT
    return divide(price * change.new, change.old * step) * step


def agreed(versions: Versions, on: date) -> tuple[Line, ...]:
    """The lines last agreed by people, whatever indexations came since."""
    own = [e for e in versions.later if e.cause is Cause.AMENDMENT and e.from_on <= on]
    return own[-1].lines if own else versions.first


def anniversary(start_on: date, done: Collection[date], on: date) -> date:
    """The anniversary to index from: the last one that has come or comes within a month, or the
    first one; the next one when that is done."""
    years = 1
    while add_months(start_on, 12 * (years + 1)) <= on + AHEAD:
        years += 1
    while add_months(start_on, 12 * years) in done:
        years += 1
    return add_months(start_on, 12 * years)


@dataclass(frozen=True)
class Indexation:
    """What is agreed: an index by its name with the value it had, or a percentage a year."""

    name: str = ""
    base: int | None = None
    percent: int | None = None


def of_indexation(indexation: Indexation | None) -> Iterable[Finding]:
    """What cannot be agreed."""
    if indexation is None:
        return
    if indexation.percent is not None and indexation.base is not None:
        yield finding(
            "contracts.index_both", "Give an index or a percentage, not both.", "index_percent"
        )
    if indexation.percent is not None and not 0 < abs(indexation.percent) <= MAX_PERCENT:
        yield finding(
            "contracts.index_percent", "Give a percentage other than 0, up to 50.", "index_percent"
        )
    if indexation.base is not None and indexation.base <= 0:
        yield finding("contracts.index_base", "The index must be more than zero.", "index_base")
    if indexation.name and indexation.base is None:
        yield finding("contracts.index_value", "Give the value of the index.", "index_base")
