"""Lettering: which lines of a client's account settle each other to the cent.

Documents and money are joined by what was put on what. A group is lettered when all of it comes to
nothing; its letter is made from its first entry, so that it never changes afterwards.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_ALPHABET = 26


class Side(NamedTuple):
    """What an entry does to a client's account, in cents; `node` is the document or the money that
    it belongs to ("d12", "r5"), `is_held` whether it is in the file that is made."""

    entry: int
    node: str
    cents: int
    day: date
    is_held: bool = True


class Allocated(NamedTuple):
    """That money, or a credit note, was put on a document, in cents (negative: taken off)."""

    node: str
    other: str
    cents: int
    day: date


def letters(
    sides: Iterable[Side], allocated: Iterable[Allocated]
) -> Mapping[int, tuple[str, date]]:
    """The letter of each lettered entry, and the day from which it is. A group of which an entry is
    not held bears none: half a letter would say that a debt is settled by nothing."""
    leader: dict[str, str] = {}
    latest: dict[str, date] = {}

    def lead(node: str) -> str:
        while (above := leader.setdefault(node, node)) != node:
            leader[node] = leader[above]
            node = leader[above]
        return node

    joined: dict[tuple[str, str], int] = {}
    for each in allocated:
        pair = (each.node, each.other)
        joined[pair] = joined.get(pair, 0) + each.cents
        latest[each.node] = max(each.day, latest.get(each.node, each.day))
    for (node, other), cents in joined.items():
        if cents:
            leader[lead(node)] = lead(other)
    groups: dict[str, list[Side]] = {}
    for side in sides:
        groups.setdefault(lead(side.node), []).append(side)
    found: dict[int, tuple[str, date]] = {}
    for group in groups.values():
        if sum(side.cents for side in group) == 0 and all(side.is_held for side in group):
            days = [side.day for side in group]
            days += [latest[side.node] for side in group if side.node in latest]
            code = letter_code(min(side.entry for side in group))
            found |= {side.entry: (code, max(days)) for side in group}
    return found


@lru_cache(maxsize=4_096)
def letter_code(number: int) -> str:
    """A number from 1 in letters, at least three of them, as columns of a table are named.

    >>> letter_code(1), letter_code(26), letter_code(27)
    ('AAA', 'AAZ', 'ABA')
    """
    code, rest = "", number - 1
    while rest or len(code) < 3:
        rest, at = divmod(rest, _ALPHABET)
        code = chr(ord("A") + at) + code
    return code
