"""Whether a payer's name is a client's: legal forms, accents, order, abbreviations and names cut
off by the bank do not matter; a number in a name does."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from app.bank.rules.matching.alike import worth
from app.bank.rules.matching.words import ABBREVIATED, COMMON, DROPPED, NUMBERS, plain
from app.bank.rules.matching.world import Party
from app.core.text import searchable

# A bank cuts names off at 27, 32 or 35 characters; shorter ones are whole.
_CUT = 22
_COMMON, _RARE, _NUMBER, _TOWN, _INITIAL = 3, 10, 5, 1, 2
_WORD = re.compile(r"[a-z]+|\d+")
# Single letters that may be part of A.B.C.; the others stand for de, la, Monsieur.
_LETTERS = frozenset("abcefghiknopqrstuvwxyz")
_POSTINGS = 60


class Likeness(IntEnum):
    """How far a payer's name is a client's. SHORT: all of it is in the client's name, which says
    more; SURNAME: the client's name is in it, and it says more; WEAK: a rare word in common."""

    NONE = 0
    WEAK = 1
    SURNAME = 2
    SHORT = 3
    STRONG = 4
    EQUAL = 5


@dataclass(frozen=True)
class Name:
    """The words of a name that tell, in order, and whether the bank may have cut it off."""

    words: tuple[str, ...]
    cut: bool = False

    @property
    def key(self) -> str:
        """The same for every order of the same words."""
        return " ".join(sorted(self.words))


@lru_cache(maxsize=50_000)
def name_of(text: str) -> Name:
    """The words that tell of a name as a bank or a card writes it.

    >>> name_of("SARL HOTEL ST-NIZIER").words
    ('hotel', 'saint', 'nizier')
    """
    found: list[str] = []
    raw = _WORD.findall(searchable(text).replace("'", " "))
    for word in _joined(raw):
        word = ABBREVIATED.get(word, word)
        word = plain(NUMBERS.get(word, word.lstrip("0") or "0"))
        if word not in DROPPED and word not in found:
            found.append(word)
    return Name(tuple(found), len(text.strip()) >= _CUT)


def _joined(raw: Sequence[str]) -> Iterable[str]:
    """A.B.C. is one word, S.A.R.L. too, and so is O’Neill."""
    at = 0
    while at < len(raw):
        end = at
        while end < len(raw) and len(raw[end]) == 1 and raw[end] in _LETTERS:
            end += 1
        if end - at > 1:
            yield "".join(raw[at:end])
        elif raw[at] == "o" and at + 1 < len(raw):
            yield "o" + raw[at + 1]
            end = at + 2
        else:
            yield raw[at]
            end = at + 1
        at = end


@dataclass(frozen=True)
class Called:
    """A client's name, and what each of its words is worth."""

    party: Party
    name: Name
    town: frozenset[str]

    @cached_property
    def spoken(self) -> str:
        """Its words one after the other, as they stand in a label."""
        return f" {' '.join(self.name.words)} "


class Names:
    """Clients by the words of their names."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self.called = {
            each.id: Called(each, name_of(each.name), frozenset(name_of(each.town).words))
            for each in parties
        }
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_start: dict[str, set[str]] = defaultdict(set)
        for number, called in self.called.items():
            for word in called.name.words:
                self._by_word[word].append(number)
                self._by_start[word[:2]].add(word)
        self._seen: dict[str, dict[int, Likeness]] = {}
        self._weights: dict[str, int] = {}

    def alike(self, text: str) -> dict[int, Likeness]:
        """The clients whose name this may be, those with nothing rare in common left out."""
        if text not in self._seen:
            self._seen[text] = self._alike(name_of(text))
        return self._seen[text]

    def _alike(self, name: Name) -> dict[int, Likeness]:
        found: dict[int, Likeness] = {}
        for number in self._near(name):
            likeness = self.likeness(name, self.called[number])
            if likeness is not Likeness.NONE:
                found[number] = likeness
        return found

    def _near(self, name: Name) -> set[int]:
        """Clients that share a word, by the rare ones first: a common word alone finds nobody."""
        near: set[int] = set()
        postings = sorted(
            (self._by_word[known] for word in name.words for known in self._similar(word)), key=len
        )
        for ids in postings:
            if len(ids) <= _POSTINGS or not near:
                near.update(ids[: 4 * _POSTINGS])
        return near

    def _similar(self, word: str) -> list[str]:
        if len(word) < 3:
            return [word] if word in self._by_word else []
        return [each for each in self._by_start.get(word[:2], ()) if worth(word, each, True)]

    def named_in(self, words: Sequence[str]) -> dict[int, Likeness]:
        """The clients whose whole name stands in a label, its words one after the other."""
        text = f" {' '.join(words)} "
        found = {}
        for number in {n for word in words for n in self._by_word.get(word, ())[:_POSTINGS]}:
            called = self.called[number]
            if called.spoken not in text:
                continue
            if sum(map(self.weight, called.name.words)) > _RARE:
                found[number] = Likeness.STRONG
        return found

    def weight(self, word: str) -> int:
        """What a word tells: a rare one much, a trade or a town little."""
        if word not in self._weights:
            self._weights[word] = self._weight(word)
        return self._weights[word]

    def _weight(self, word: str) -> int:
        if word.isdigit():
            return _NUMBER
        if len(word) == 1:
            return _INITIAL
        return _COMMON if word in COMMON or len(self._by_word.get(word, ())) > 25 else _RARE

    def likeness(self, payer: Name, called: Called) -> Likeness:
        """How far a payer's name is this client's."""
        client = called.name
        pairs = _pairs(payer, client)
        got = {theirs: how for theirs, _, how in pairs}
        used = {ours for _, ours, _ in pairs}
        weight = self.weight
        matched = sum([weight(word) * how for word, how in got.items()])
        ours = sum(map(weight, client.words))
        extra = [word for word in _but_districts(payer, called.town) if word not in used]
        theirs = sum(self._payers_weight(word, called) for word in payer.words)
        told = sum(self._payers_weight(ours_word, called) * how for _, ours_word, how in pairs)
        covers, covered = matched // max(ours, 1), told // max(theirs, 1)
        if matched < 100 * _RARE and min(covers, covered) < 85:
            return Likeness.NONE
        return _level(covers, covered, payer, client, extra, matched)

    def _payers_weight(self, word: str, called: Called) -> int:
        return _TOWN if word in called.town else self.weight(word)


def _level(
    covers: int, covered: int, payer: Name, client: Name, extra: Sequence[str], matched: int
) -> Likeness:
    """By the shares (of a hundred) of the client's and of the payer's words that were found."""
    clash = _clash(payer, client)
    if covers >= 97 and covered >= 97 and not clash:
        return Likeness.EQUAL
    if clash or any(word.isdigit() for word in extra):
        return Likeness.WEAK
    if any(word.isdigit() for word in set(client.words) - set(payer.words)):
        return Likeness.SHORT if covered >= 85 else Likeness.WEAK
    if covers >= 85 and covered >= 60:
        return Likeness.STRONG
    if payer.cut and covered >= 90 and matched >= 1000 and _head(payer, client):
        return Likeness.STRONG if covers >= 40 else Likeness.SHORT
    if covered >= 85:
        return Likeness.SHORT
    return Likeness.SURNAME if covers >= 97 else Likeness.WEAK


def _but_districts(payer: Name, town: frozenset[str]) -> list[str]:
    """The payer's words without the number of a part of town (LYON 6)."""
    before = ("", *payer.words)
    return [
        word
        for last, word in zip(before, payer.words, strict=False)
        if not (word.isdigit() and last in town)
    ]


def _head(payer: Name, client: Name) -> bool:
    """Whether what the payer's name lacks stands at the end of the client's."""
    found = [any(worth(w, word, True) for w in payer.words) for word in client.words]
    return found == sorted(found, reverse=True)


def _clash(payer: Name, client: Name) -> bool:
    """Two numbers, such as those of two houses in one street."""
    theirs = {word for word in payer.words if word.isdigit()}
    ours = {word for word in client.words if word.isdigit()}
    return bool(theirs and ours and theirs != ours)


def _pairs(payer: Name, client: Name) -> list[tuple[str, str, int]]:
    """(client's word, payer's word, how alike of a hundred), each word once."""
    pairs, taken = [], set[str]()
    for word in client.words:
        best, best_worth = "", 0
        for theirs in payer.words:
            last = payer.cut and theirs == payer.words[-1]
            how = 0 if theirs in taken else worth(theirs, word, last)
            if how > best_worth:
                best, best_worth = theirs, how
        if best_worth:
            taken.add(best)
            pairs.append((word, best, best_worth))
    return pairs
