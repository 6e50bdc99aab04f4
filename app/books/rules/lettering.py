"""Lettering: which lines of a client's account settle each other to the cent.

Documents and money are joined by what was put on what. A group is lettered when all of it comes to
nothing; its letter is made from its first entry, so that it never changes afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

_ALPHABET = 26


class Of(IntEnum):
    """What a node is: a document, money, a write-off, or an entry that belongs to none of them. It
    is written as a whole number, four times its own and one of these."""

    DOCUMENT = 0
    MONEY = 1
    WRITE_OFF = 2
    ENTRY = 3


class Side(NamedTuple):
    """What an entry does to a client's account, in cents; `node` is the document or the money that
    it belongs to, `is_held` whether it is in the file that is made."""

    entry: int
    node: int
    cents: int
    day: date
    is_held: bool = True


class Allocated(NamedTuple):
    """That money, or a credit note, was put on a document, in cents (negative: taken off)."""

    node: int
    other: int
    cents: int
    day: date


@dataclass(slots=True)
class Settled:
    """Entries that settle each other to the cent since a day; their letter is made of the first."""

    entries: list[int]
    day: date
    cents: int
    is_held: bool = True

    @property
    def first(self) -> int:
        return min(self.entries)


def settled(sides: Iterable[Side], allocated: Iterable[Allocated]) -> Iterator[Settled]:
    """The groups of entries that bear a letter. A group of which an entry is not held bears none:
    half a letter would say that a debt is settled by nothing."""
    joined: dict[tuple[int, int], int] = {}
    latest: dict[int, date] = {}
    for node, other, cents, day in allocated:
        pair = (node, other)
        joined[pair] = joined.get(pair, 0) + cents
        if day > latest.get(node, date.min):
            latest[node] = day
    leads = _leads(pair for pair, cents in joined.items() if cents)
    groups: dict[int, Settled] = {}
    for entry, node, cents, day, is_held in sides:
        lead = leads.get(node, node)
        since = latest.get(node, day)
        if since < day:
            since = day
        group = groups.get(lead)
        if group is None:
            groups[lead] = Settled([entry], since, cents, is_held)
            continue
        group.entries.append(entry)
        group.cents += cents
        group.is_held = group.is_held and is_held
        if since > group.day:
            group.day = since
    return (group for group in groups.values() if group.is_held and not group.cents)


def _leads(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Of each node that is joined to others, the one that stands for all of them."""
    above: dict[int, int] = {}

    def lead(node: int) -> int:
        while (up := above.setdefault(node, node)) != node:
            above[node] = above[up]
            node = above[up]
        return node

    for node, other in pairs:
        above[lead(node)] = lead(other)
    return {node: lead(node) for node in above}


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
