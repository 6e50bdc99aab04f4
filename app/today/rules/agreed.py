"""The days on which what is open is expected, where its client pays by a plan of payments."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.disputes.rules import Part


class Agreed:
    """What is still to come by the plans that run, by invoice; each cent is taken once."""

    def __init__(self, to_come: Mapping[int, Iterable[Part]]) -> None:
        self._left = {
            invoice_id: [(part.due_on, part.amount) for part in parts]
            for invoice_id, parts in to_come.items()
        }

    def days(self, invoice_id: int, due_on: date, cents: int) -> list[tuple[date, int]]:
        """The days and cents in which an instalment of an invoice is expected: those of its plan,
        the earliest first; what no plan is about is expected on its own due day."""
        left, found = self._left.get(invoice_id, []), []
        while cents > 0 and left:
            day, there = left.pop(0)
            taken = min(cents, there)
            found.append((day, taken))
            cents -= taken
            if there > taken:
                left.insert(0, (day, there - taken))
        return [*found, (due_on, cents)] if cents > 0 else found
