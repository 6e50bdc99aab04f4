"""What became of one instalment, seen from any day; probabilities and days are floats in `risk`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

HALF_LIFE_DAYS = 365
MIN_OUTCOMES = 3
DEBIT, OTHER = "debit", "other"
# A bank may send a debit back for want of money within five of its working days: until then
# nothing is known of it.
_DEBIT_KNOWN_AFTER = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """One instalment: due on a day, paid on a day (None: still open).

    `segment` is the kind of the client. By direct debit it is late when the debit `is_returned`:
    the day of collection is our choice, not the client's. What `is_disputed` says nothing of how
    the client pays.
    """

    client_id: int
    segment: str
    due_on: date
    paid_on: date | None
    issued_on: date | None = None
    means: str = OTHER
    is_returned: bool = False
    is_disputed: bool = False

    @property
    def stratum(self) -> str:
        """Those that are compared with each other: kind of client and means of payment."""
        return f"{self.segment}:{self.means}"

    @property
    def known_on(self) -> date:
        """The first day that knows whether it is late. What is paid early waits for its due day:
        counted before, it would flatter whoever has others still to pay."""
        if self.means == DEBIT:
            return self.due_on + timedelta(days=_DEBIT_KNOWN_AFTER)
        return self.due_on + timedelta(days=0 if self.is_paid(self.due_on) else 1)

    def is_paid(self, on: date) -> bool:
        """Whether it is paid in full by the end of a day."""
        return self.paid_on is not None and self.paid_on <= on

    def days(self, on: date) -> int:
        """Days from the due day to the payment (below 0 when early), or to `on` while open."""
        return ((self.paid_on if self.is_paid(on) and self.paid_on else on) - self.due_on).days

    def delay(self, on: date) -> int:
        """Days past the due day, 0 when paid in time; for an open one, its age so far."""
        return max(0, self.days(on))

    def is_late(self, on: date) -> bool:
        """Whether it was late, or is."""
        return self.is_returned if self.means == DEBIT else self.days(on) > 0

    def weight(self, on: date) -> float:
        """What it still tells: half as much each year after its due day."""
        return float(0.5 ** (max(0, (on - self.due_on).days) / HALF_LIFE_DAYS))


def by_client(outcomes: Iterable[Outcome]) -> dict[int, list[Outcome]]:
    """The outcomes of each client, in their order."""
    found: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.client_id, []).append(outcome)
    return found


def by_stratum(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """The outcomes of each stratum, in their order."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.stratum, []).append(outcome)
    return found


def telling(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of one client, those that its score is made of: not in dispute, and of the means it pays by
    now; of the one it has most of while there are under three of these."""
    strata = by_stratum(each for each in outcomes if not each.is_disputed)
    if not strata:
        return []
    now = max(strata.values(), key=lambda own: max(each.due_on for each in own))
    return now if len(now) >= MIN_OUTCOMES else max(strata.values(), key=len)


def weighted(outcomes: Iterable[Outcome], on: date) -> tuple[float, float]:
    """The weight of the late ones, and of all."""
    late = total = 0.0
    for outcome in outcomes:
        weight = outcome.weight(on)
        total += weight
        late += weight if outcome.is_late(on) else 0.0
    return late, total


def delay_class(days: int) -> int:
    """0 in time, then 1 to 4 by the ages of the board: 1-30, 31-60, 61-90, over 90 days."""
    return 0 if days <= 0 else min(4, 1 + (days - 1) // 30)


def strips(outcomes: Iterable[Outcome], on: date, length: int = 12) -> Mapping[int, list[int]]:
    """Each client's last outcomes as delay classes, oldest first."""
    ordered = sorted((o for o in outcomes if not o.is_disputed), key=lambda o: o.due_on)
    return {
        client_id: [delay_class(o.delay(on)) for o in own[-length:]]
        for client_id, own in by_client(ordered).items()
    }
