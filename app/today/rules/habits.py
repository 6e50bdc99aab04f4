"""How clients pay, as drawn at random from what they did: whole days from the due day.

Each client has an urn: its own last delays, the recent ones more often, and five that are typical
of all clients, one of each, so that who is new pays like the others. What is drawn goes back with
more of the same: within one drawn future a client stays itself, and the band has what is not known
of its habits in it (Pólya's urn). What is still open only tells "later than so many days": drawn,
it is drawn again among longer delays, which is how survival is estimated from what is censored.

Later than all that an urn holds, the odds of being paid fall with age as they did for that client,
and for all: a law of Lomax, whose one figure is learnt from what was more than 30 days late. So a
client that no longer pays is not counted on, and its invoices are not for ever paid "soon".
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log
from random import Random

from app.risk.rules import Outcome, telling
from app.risk.rules.outcomes import by_client
from app.today.rules.moods import NO_MOODS, Moods, moods

# Days from the due day, and whether it is only known to be longer.
Delay = tuple[int, bool]

_LAST = 24
# How many of each of its own delays, by their age in days; and how many more once drawn.
_COPIES = ((90, 6), (180, 4), (300, 2))
_OLDER = 1
_AGAIN = 3
_TYPICAL = (1, 3, 5, 7, 9)
# From how late on the tail is learnt, and what is believed of it beforehand: as if 4 had been paid
# over a logarithm of age of 1; of a client, as if 2 had been at everybody's pace.
_TAIL, _SCALE = 30, 10
_BELIEVED = (4.0, 1.0)
_OF_ALL = 2.0
_NEVER = 100_000
# Without any history at all: in time, a little late, late.
_START: tuple[Delay, ...] = ((0, False), (2, False), (7, False), (20, False), (45, False))


@dataclass(frozen=True)
class Habits:
    """The urn of each client, sorted, and the pace of its tail; `usual` is the urn of whoever has
    none, `pace` the tail's."""

    own: Mapping[int, Sequence[Delay]] = field(default_factory=dict)
    usual: Sequence[Delay] = _START
    tails: Mapping[int, float] = field(default_factory=dict)
    pace: float = _BELIEVED[0] / _BELIEVED[1]
    moods: Moods = NO_MOODS

    def urn(self, client_id: int) -> list[Delay]:
        """A copy to draw from."""
        return list(self.own.get(client_id, self.usual))

    def tail(self, client_id: int) -> float:
        """The pace of a client's tail: the larger, the sooner what is very late is paid."""
        return self.tails.get(client_id, self.pace)

    def draw(self, urn: list[Delay], after: int, pace: float, mood: float, random: Random) -> int:
        """A delay longer than `after` days, in a month of that mood; the urn remembers it."""
        delay = _drawn(urn, after, pace, mood, random)
        for _ in range(_AGAIN):
            insort(urn, (delay, False))
        return delay


def _drawn(urn: Sequence[Delay], after: int, pace: float, mood: float, random: Random) -> int:
    while True:
        first = bisect_right(urn, (after, True))
        if first == len(urn):
            beyond = max(0, after) + _SCALE
            left = 1 - random.random()
            if pace * log(_NEVER / beyond) < -log(left):
                return _NEVER
            return after + 1 + int(beyond * (left ** (-1 / pace) - 1))
        part = min(0.9999, max(0.0, random.random() + mood))
        days, is_open = urn[first + int(part * (len(urn) - first))]
        if not is_open:
            return days
        after = days


def habits(outcomes: Iterable[Outcome], on: date) -> Habits:
    """What is known on a day of how everybody pays."""
    of = {
        client: sorted(telling(own), key=lambda each: each.due_on)[-_LAST:]
        for client, own in by_client(outcomes).items()
    }
    delays = {client: [_delay(each, on) for each in own] for client, own in of.items()}
    seen = sorted(each for own in delays.values() for each in own)
    if not seen:
        return Habits()
    usual = [seen[len(seen) * part // 10] for part in _TYPICAL]
    own = {
        client: sorted(
            [*usual, *(d for each in known for d in [_delay(each, on)] * _copies(each, on))]
        )
        for client, known in of.items()
    }
    counts = {client: _late(known) for client, known in delays.items()}
    paid = _BELIEVED[0] + sum(each[0] for each in counts.values())
    pace = paid / (_BELIEVED[1] + sum(each[1] for each in counts.values()))
    tails = {
        client: (_OF_ALL + events) / (_OF_ALL / pace + exposed)
        for client, (events, exposed) in counts.items()
    }
    return Habits(own, usual, tails, pace, moods(of, on))


def _delay(outcome: Outcome, on: date) -> Delay:
    return outcome.days(on), not outcome.is_paid(on)


def _copies(outcome: Outcome, on: date) -> int:
    age = (on - outcome.due_on).days
    return next((copies for bound, copies in _COPIES if age <= bound), _OLDER)


def _late(delays: Iterable[Delay]) -> tuple[int, float]:
    """Of what was more than 30 days late: how many were paid, and the logarithm of the time that
    they were open beyond."""
    late = [(days, is_open) for days, is_open in delays if days > _TAIL]
    exposed = sum(log((days + _SCALE) / (_TAIL + _SCALE)) for days, _ in late)
    return sum(not is_open for _, is_open in late), exposed
