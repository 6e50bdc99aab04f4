"""How often one address may ask for a client's page, and what may be paid there."""

from collections import deque

from app.core.errors import refuse
from app.core.money import Euros
from app.payments.rules.cards import judge_part

_KEPT = 5_000


def to_pay(part: int | None, open: int, next_due: int | None, least: int) -> int:
    """The cents to be paid now: those asked for, else the next payment of the plan that runs, else
    all that is `open`. Refused: a part that is neither of those, where none may be paid, or out of
    its bounds (`least` 0: no part)."""
    if part is None:
        return min(next_due or open, open)
    if part in (open, next_due):
        return part
    if next_due and not least:
        raise refuse(
            "portal.plan_next",
            "The next payment of the plan is of %(amount)s: pay that, or all that is left.",
            "part",
            amount=Euros(next_due),
        )
    judge_part(part, open, least)
    return part


class Patience:
    """At most `most` questions of one address within `seconds`; remembers 5000 addresses."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._asked: dict[str, deque[float]] = {}

    def allows(self, address: str, at: float) -> bool:
        """Whether this question, at a moment in seconds, is not one too many; it counts."""
        asked = self._asked.pop(address, None) or deque(maxlen=self.most)
        # Put back last: the address that has been silent for longest is forgotten first.
        self._asked[address] = asked
        if len(self._asked) > _KEPT:
            del self._asked[next(iter(self._asked))]
        if len(asked) == self.most and at - asked[0] < self.seconds:
            return False
        asked.append(at)
        return True
