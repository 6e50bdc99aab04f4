"""What a contract bills over time: its lines as agreed first, then those of each amendment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contracts.rules.lines import Line
from app.contracts.rules.schedule import Row
from app.core.errors import N_, refuse


class Cause(StrEnum):
    """Why the lines changed: somebody agreed to it, or an index or a percentage was applied."""

    AMENDMENT = "amendment"
    INDEXATION = "indexation"

    @property
    def label(self) -> str:
        return N_("New lines") if self is Cause.AMENDMENT else N_("Indexation")


@dataclass(frozen=True)
class Amendment:
    """The lines of every period that begins on `from_on` or later."""

    id: int
    from_on: date
    cause: Cause
    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Versions:
    """The lines as agreed first, and the amendments by their day."""

    first: tuple[Line, ...]
    later: tuple[Amendment, ...] = ()

    def at(self, day: date) -> int:
        """Which version holds for a period that begins that day: 0 is the first."""
        return sum(each.from_on <= day for each in self.later)

    @property
    def last(self) -> tuple[Line, ...]:
        """The lines that hold in the end."""
        return self.later[-1].lines if self.later else self.first

    @property
    def whole(self) -> int:
        """What is spread in all, where the lines are a whole, net, in cents."""
        return sum(line.net for line in self.last)

    def on(self, day: date) -> tuple[Line, ...]:
        """The lines of a period that begins that day."""
        version = self.at(day)
        return self.later[version - 1].lines if version else self.first

    def with_lines(self, from_on: date, lines: Sequence[Line]) -> "Versions":
        """The same with one amendment more, as a preview shows it."""
        added = Amendment(0, from_on, Cause.AMENDMENT, "", tuple(lines))
        kept = [each for each in self.later if each.from_on != from_on]
        return Versions(self.first, tuple(sorted([*kept, added], key=lambda each: each.from_on)))


def refuse_past(from_on: date, start_on: date, rows: Iterable[Row]) -> None:
    """Refuse a change that would reach the contract's first period, or one that is billed."""
    if from_on <= start_on:
        raise refuse(
            "contracts.amend_start",
            "The contract starts on %(start)s: change the contract itself, or give a later day.",
            "from_on",
            start=start_on,
        )
    billed = [row for row in rows if row.is_billed and row.first >= from_on]
    if billed:
        raise refuse(
            "contracts.amend_billed",
            "Billed already up to %(last)s: the change can begin on the day after at the earliest.",
            "from_on",
            last=max(row.last for row in billed),
        )
