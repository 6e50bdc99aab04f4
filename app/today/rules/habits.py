"""How clients pay, as drawn at random from what they did: whole days from the due day.

Each client has an urn: its own last delays, three of each, and five that are typical of all
clients, one of each, so that who is new pays like the others. What is drawn goes back with three
more of the same: within one drawn future a client stays itself, and the band has what is not known
of its habits in it (Pólya's urn). What is still open only tells "later than so many days": drawn,
it is drawn again among longer delays, which is how survival is estimated from what is censored.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.risk.rules import Outcome, telling
from app.risk.rules.outcomes import by_client

# Days from the due day, and whether it is only known to be longer.
Delay = tuple[int, bool]

_LAST = 24
_OWN = 3
_TYPICAL = (1, 3, 5, 7, 9)
# What has been late for long without example lasts that part of it longer, on average.
_LINDY = 4
# Without any history at all: in time, a little late, late.
_START: tuple[Delay, ...] = ((0, False), (2, False), (7, False), (20, False), (45, False))


@dataclass(frozen=True)
class Habits:
    """The urn of each client, sorted; `usual` is that of whoever has none."""

    own: Mapping[int, Sequence[Delay]] = field(default_factory=dict)
    usual: Sequence[Delay] = _START

    def urn(self, client_id: int) -> list[Delay]:
        """A copy to draw from."""
        return list(self.own.get(client_id, self.usual))

    def draw(self, urn: list[Delay], after: int, random: Random) -> int:
        """A delay longer than `after` days; the urn remembers it. Later than all that it holds, it
        is as much more as the client usually strays from its middle."""
        delay = _drawn(urn, after, random)
        if delay is None:
            more = max(_spread(urn), after // _LINDY, 1)
            delay = after + 1 + int(random.expovariate(1 / more))
        for _ in range(_OWN):
            insort(urn, (delay, False))
        return delay


def _drawn(urn: Sequence[Delay], after: int, random: Random) -> int | None:
    while True:
        first = bisect_right(urn, (after, True))
        if first == len(urn):
            return None
        days, is_open = urn[first + int(random.random() * (len(urn) - first))]
        if not is_open:
            return days
        after = days


def _spread(urn: Sequence[Delay]) -> int:
    middle = urn[len(urn) // 2][0]
    return sum(abs(days - middle) for days, _ in urn) // len(urn)


def habits(outcomes: Iterable[Outcome], on: date) -> Habits:
    """What is known on a day of how everybody pays."""
    known = {client: _known(own, on) for client, own in by_client(outcomes).items()}
    seen = sorted(each for own in known.values() for each in own)
    if not seen:
        return Habits()
    usual = [seen[len(seen) * part // 10] for part in _TYPICAL]
    own = {client: sorted([*delays * _OWN, *usual]) for client, delays in known.items()}
    return Habits(own, usual)


def _known(outcomes: Sequence[Outcome], on: date) -> list[Delay]:
    last = sorted(telling(outcomes), key=lambda each: each.due_on)[-_LAST:]
    return [(each.days(on), not each.is_paid(on)) for each in last]
