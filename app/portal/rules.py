"""How often one address may ask for a client's page."""

from collections import deque

_KEPT = 5_000


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
