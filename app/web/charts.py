"""Shapes worked out in Python because a page holds no arithmetic and no inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1000
_GAP = 3
_LEAST = 5


@dataclass(frozen=True)
class Part:
    """One piece of a bar: which amount it stands for, where it begins and how wide it is."""

    index: int
    x: int
    width: int


def bar(amounts: Sequence[int]) -> list[Part]:
    """Pieces in proportion on a width of 1000, gaps included; what is 0 or less has none.

    A piece is never too thin to be seen, and the last one ends at the edge.
    """
    shown = [(index, amount) for index, amount in enumerate(amounts) if amount > 0]
    total = sum(amount for _, amount in shown)
    room = WIDTH - (_GAP + _LEAST) * len(shown) + _GAP
    parts: list[Part] = []
    x = 0
    for position, (index, amount) in enumerate(shown):
        last = position == len(shown) - 1
        width = WIDTH - x if last else _LEAST + room * amount // total
        parts.append(Part(index, x, width))
        x += width + _GAP
    return parts
