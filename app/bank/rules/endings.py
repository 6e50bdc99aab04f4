"""Whether the last line of a table is whole: a file cut within an amount leaves a smaller one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.rules.layout import Layout
from app.core.errors import Refused, refuse

_AMOUNTS = ("amount", "debit", "credit", "balance")
# A line without any before it is measured against cents.
_CENTS = 2


@dataclass
class Ending:
    """Lines seen in their order: what the shortest of them before the last had, and the last.
    `least_cells` begins with those of the titles, None when there are none."""

    layout: Layout
    least_cells: int | None = None
    least_decimals: int = _CENTS
    number: int = 0
    cells: int = 0
    decimals: int | None = None

    def see(self, number: int, cells: Sequence[str]) -> None:
        """One more line that brought a movement."""
        self.least_cells = _least(self.least_cells, self.cells if self.number else None)
        if self.decimals is not None:
            self.least_decimals = min(self.least_decimals, self.decimals)
        self.number, self.cells = number, len(cells)
        self.decimals = self._decimals(cells)

    def check(self) -> None:
        """Refused, for a file that stops without a line end: its last line has fewer cells, or its
        last amount fewer decimals, than any line before."""
        short = self.least_cells is not None and self.cells < self.least_cells
        if short or (self.decimals is not None and self.decimals < self.least_decimals):
            raise self._cut_off()

    def _decimals(self, cells: Sequence[str]) -> int | None:
        """How many decimals the last cell has; None when it is no amount."""
        places = self.layout.places
        if len(cells) - 1 not in {places.get(name) for name in _AMOUNTS} or not cells[-1]:
            return None
        found = re.search(rf"{re.escape(self.layout.decimal)}([0-9]*)", cells[-1])
        return len(found[1]) if found else 0

    def _cut_off(self) -> Refused:
        return refuse(
            "bank.cut_off",
            "Line %(line)s: the file stops before its end. Download it again.",
            None,
            line=self.number,
        )


def _least(least: int | None, seen: int | None) -> int | None:
    if least is None or seen is None:
        return seen if least is None else least
    return min(least, seen)
