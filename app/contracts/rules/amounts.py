"""What an entry bills: a whole period, a part of one by days, or an amount that is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.rules.lines import Line
from app.contracts.rules.periods import Frequency, Terms
from app.contracts.rules.typing import Quantities
from app.core import formats
from app.core.errors import N_
from app.core.money import divide, share

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Slot:
    """Where an entry stands in what is spread: the n-th of `count`, after `before` cents."""

    n: int
    count: int
    before: int


@dataclass(frozen=True)
class Part:
    """The part of a period that is billed, both days included, and the net in cents where the
    lines do not give it: typed by hand, the price of a trial, or a part of what is spread, which
    has a `slot`. `n` is the number of the entry, `quantities`
    those that were typed for its lines."""

    first: date
    last: date
    days: int
    full_days: int
    net: int | None = None
    slot: Slot | None = None
    is_trial: bool = False
    n: int = 0
    quantities: Quantities = ()

    @property
    def is_whole(self) -> bool:
        return self.days == self.full_days


@dataclass(frozen=True)
class Amount:
    """Net and total with VAT, in cents."""

    net: int
    total: int

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.net + other.net, self.total + other.total)


NOTHING = Amount(0, 0)


def nets(lines: Sequence[Line], part: Part) -> list[int]:
    """Net of each line in cents: its share of the days, or of the amount that is given, whose
    remainder is on the last line. Over all that is spread, each line comes to its own net."""
    full = [line.net for line in lines]
    if part.net is None:
        return [share(net, part.days, part.full_days) for net in full]
    before = part.slot.before if part.slot else 0
    until, since = _shared(full, before + part.net), _shared(full, before)
    return [after - then for after, then in zip(until, since, strict=True)]


def _shared(full: Sequence[int], cents: int) -> list[int]:
    """Cents shared like the nets of the lines, the remainder on the last."""
    scaled = [share(cents, net, sum(full)) for net in full[:-1]]
    return [*scaled, cents - sum(scaled)]


def monthly_net(lines: Sequence[Line], terms: Terms) -> int:
    """What a contract brings in a month on average, net, in cents."""
    net = sum(line.net for line in lines)
    if terms.is_split:
        net = divide(net, terms.max_entries or 1)
    if terms.frequency is Frequency.TWICE_MONTHLY:
        return 2 * net
    if terms.weeks:
        return divide(net * WEEKS_A_YEAR, 12 * terms.weeks)
    return divide(net, terms.months)


def fill_texts(text: str, part: Part, language: str) -> str:
    """Put the entry's own period at {period}, {month} and {year}; other braces stay."""
    month = formats.month(part.first, language).rsplit(" ", 1)[0]
    return (
        text.replace("{period}", formats.period(part.first, part.last, language))
        .replace("{month}", month)
        .replace("{year}", str(part.first.year))
    )


def days_text(part: Part, language: str, say: Callable[[str], str]) -> str:
    """The days of a cut period in words: “1 to 10 February 2026: 10 of 28 days”."""
    return say(N_("%(period)s: %(days)s of %(full)s days")) % {
        "period": formats.period(part.first, part.last, language),
        "days": part.days,
        "full": part.full_days,
    }
