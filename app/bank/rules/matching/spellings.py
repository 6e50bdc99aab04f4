"""Every known number of a document, by what may be written of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from app.bank.rules.matching.reading import Piece, pieces

# A number without a sign in it that begins with its year.
_YEAR_FIRST = re.compile(r"20\d{2}\d{3,10}")


class Strength(IntEnum):
    """How surely a document is meant. NEAR: but for one mistyped or two swapped digits; BARE: by
    its last digits alone; TOLD: by them, called an invoice or written with its zeros; FULL."""

    NEAR = 1
    BARE = 2
    TOLD = 3
    FULL = 4


@dataclass(frozen=True)
class Cited:
    """What stands in the text: `documents` are the ids that it may mean, more than one when it is
    ambiguous; none when it has the form of our numbers and is none."""

    text: str
    strength: Strength
    documents: tuple[int, ...]


@dataclass(frozen=True)
class Number:
    """F2026-000123: its letters, its groups of digits but the last, the last, all digits, and all
    that is written without signs."""

    prefix: str
    head: tuple[int, ...]
    tail: str
    digits: str
    whole: str


# The same numbers are looked up again for every look at the lines that wait.
@lru_cache(maxsize=50_000)
def _read(written: str) -> Number | None:
    found = pieces(written)
    groups = [each.text for each in found if each.is_number]
    if not groups:
        return None
    prefix = found[0].text if not found[0].is_number else ""
    if len(groups) == 1 and _YEAR_FIRST.fullmatch(groups[0]):
        groups = [groups[0][:4], groups[0][4:]]
    whole = "".join(each.text for each in found)
    return Number(prefix, tuple(map(int, groups[:-1])), groups[-1], "".join(groups), whole)


class Spellings:
    """Documents by whole number, by digits, without zeros, and by the last digits alone."""

    def __init__(self, known: Iterable[tuple[int, str]]) -> None:
        self.whole: dict[str, set[int]] = defaultdict(set)
        self.digits: dict[str, set[int]] = defaultdict(set)
        self.short: dict[tuple[int, ...], set[int]] = defaultdict(set)
        self.tail: dict[int, set[int]] = defaultdict(set)
        self.of: dict[int, Number] = {}
        self.heads: set[tuple[int, ...]] = set()
        self.prefixes: set[str] = set()
        for id, written in known:
            self._add(id, written)

    def _add(self, id: int, written: str) -> None:
        number = _read(written)
        if number is None:
            return
        prefix, head = number.prefix, number.head
        self.of[id] = number
        self.whole[number.whole].add(id)
        self.tail[int(number.tail)].add(id)
        if prefix:
            self.prefixes.add(prefix)
        if head:
            self.heads.add(head)
            self.digits[number.digits].add(id)
            self.short[(*head, int(number.tail))].add(id)

    def padded(self, id: int) -> str:
        """The last digits as printed, when they have zeros enough to be told from any number."""
        tail = self.of[id].tail
        return tail if len(tail) >= 5 and tail.startswith("0") else ""

    def glued(self, digits: str) -> set[int]:
        """2026102: the year, and the rest without its zeros."""
        if not 5 <= len(digits) <= 14 or digits[4:5] == "0":
            return set()
        return self.short.get((int(digits[:4]), int(digits[4:])), set())

    def cut_off(self, piece: Piece, ids: Iterable[int]) -> bool:
        """Zeros in front, yet too short, at the very end: the bank has cut the number off."""
        short = all(len(piece.text) < len(self.of[each].tail) for each in ids)
        return piece.is_last and piece.text.startswith("0") and short

    def near(self, key: tuple[int, ...]) -> set[int]:
        """Numbers of the same series that one slip makes of this one."""
        wrong = str(key[-1])
        near = {
            wrong[:i] + wrong[i + 1] + wrong[i] + wrong[i + 2 :] for i in range(len(wrong) - 1)
        } | {wrong[:i] + d + wrong[i + 1 :] for i in range(len(wrong)) for d in "0123456789"}
        return {
            id
            for tail in near
            for id in self.short.get((*key[:-1], int(tail)), ())
            if tail != wrong
        }
