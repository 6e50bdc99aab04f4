"""Which open items make an amount together: every way but the first two, within a bound of work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.bank.rules.matching.world import Item

STEPS = 6_000


@dataclass(frozen=True)
class Ways:
    """Sets of items that make the amount, two at most; `is_complete` when there are no others."""

    found: tuple[tuple[Item, ...], ...]
    is_complete: bool

    @property
    def only(self) -> tuple[Item, ...] | None:
        """The one way there is."""
        return self.found[0] if len(self.found) == 1 and self.is_complete else None


def ways(amount: int, items: Sequence[Item], steps: int = STEPS) -> Ways:
    """Ways of making `amount` (cents) of whole items. Instalments of one invoice that are equal are
    taken oldest first: to choose another of them is no other way."""
    ordered = sorted(items, key=lambda one: (-abs(one.open), one.invoice_id, one.due_on, one.id))
    search = _Search(ordered, steps)
    search.go(0, amount, ())
    return Ways(tuple(search.found), not search.is_spent)


class _Search:
    """Depth first, largest amounts first, left off when two are found or the steps are spent."""

    def __init__(self, items: Sequence[Item], steps: int) -> None:
        self.items = items
        self.opens = [item.open for item in items]
        self.repeats = [False, *map(_same, items[1:], items)]
        self.left = steps
        self.found: list[tuple[Item, ...]] = []
        self.is_spent = False
        self.most = _from_each_on(max(each, 0) for each in reversed(self.opens))
        self.least = _from_each_on(min(each, 0) for each in reversed(self.opens))

    def go(self, start: int, missing: int, chosen: tuple[Item, ...]) -> None:
        """Make the missing cents of the items from `start` on."""
        if missing == 0 and chosen:
            self.found.append(chosen)
            if len(self.found) > 1:
                return
        opens, repeats, least, most = self.opens, self.repeats, self.least, self.most
        for at in range(start, len(opens)):
            if not least[at] <= missing <= most[at]:
                return
            if at > start and repeats[at]:
                continue
            self.left -= 1
            if self.left < 0:
                self.is_spent = True
                return
            rest = missing - opens[at]
            if least[at + 1] <= rest <= most[at + 1]:
                self.go(at + 1, rest, (*chosen, self.items[at]))
                if len(self.found) > 1 or self.is_spent:
                    return


def _from_each_on(backwards: Iterable[int]) -> list[int]:
    """What the amounts from each place to the end come to."""
    return [*accumulate(backwards, initial=0)][::-1]


def _same(one: Item, other: Item) -> bool:
    return one.invoice_id == other.invoice_id and one.open == other.open
