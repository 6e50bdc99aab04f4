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
class Behind:
    """A period that was billed already when its lines changed: its last day, the days of a whole
    one, and the number of the entry that bills the difference."""

    last: date
    full_days: int
    carrier: int


@dataclass(frozen=True)
class Amendment:
    """The lines of every period that begins on `from_on` or later; `is_prorated`: of the days from
    then on, also of the period in which it falls, which may be `behind`."""

    id: int
    from_on: date
    cause: Cause
    reason: str
    lines: tuple[Line, ...]
    is_prorated: bool = False
    behind: Behind | None = None


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

    def cuts(self, first: date, last: date) -> list[Amendment]:
        """The changes by days within a period that is not billed yet."""
        return [
            each
            for each in self.later
            if each.is_prorated and each.behind is None and first < each.from_on <= last
        ]

    def carried(self, n: int) -> list[Amendment]:
        """The changes whose difference for a billed period is on the n-th entry."""
        return [each for each in self.later if each.behind and each.behind.carrier == n]

    def is_plain(self, n: int, first: date, last: date) -> bool:
        """Whether an entry bills one version of the lines and nothing else."""
        if not self.later:
            return True
        return not self.cuts(first, last) and not self.carried(n)

    def with_lines(
        self,
        from_on: date,
        lines: Sequence[Line],
        is_prorated: bool = False,
        behind: Behind | None = None,
    ) -> "Versions":
        """The same with one amendment more, as a preview shows it."""
        added = Amendment(0, from_on, Cause.AMENDMENT, "", tuple(lines), is_prorated, behind)
        kept = [each for each in self.later if each.from_on != from_on]
        return Versions(self.first, tuple(sorted([*kept, added], key=lambda each: each.from_on)))


def straddled(from_on: date, rows: Iterable[Row]) -> Row | None:
    """The entry whose period a day falls in, without being its first."""
    return next((row for row in rows if row.first < from_on <= row.last), None)


def behind(from_on: date, rows: Sequence[Row]) -> Behind | None:
    """The billed period that a change by days falls in, and who bills the difference: the next
    entry that is still to be billed by its lines. Refused: there is none."""
    within = straddled(from_on, rows)
    if within is None or not within.is_billed:
        return None
    following = (row for row in rows if row.n > within.n and row.bills_lines)
    carrier = next(following, None)
    if carrier is None:
        raise refuse(
            "contracts.prorate_none",
            "Billed already up to %(last)s, and no invoice is left on which the difference could "
            "come: credit or bill it by hand.",
            "from_on",
            last=within.last,
        )
    return Behind(within.last, within.full_days, carrier.n)


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
