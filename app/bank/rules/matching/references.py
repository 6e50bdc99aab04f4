"""Numbers of documents in what a payer wrote: spaces, missing zeros or prefix, the letter O for
zero, lists, ranges, swapped digits, and the creditor reference of ISO 11649.

A year written with a month, a day, an amount and a number cut off by the bank are no references.
"""

from collections.abc import Iterable, Sequence

from app.bank.rules.matching.reading import Piece, creditor_references, pieces
from app.bank.rules.matching.spellings import Cited, Spellings, Strength

_INVOICES = """
FACTURE FACTURES FACT FACTS FAC FCT FCTR FTR FA INV INVOICE INVOICES RECHNUNG RECHNUNGEN RG AVOIR AV
"""
_NUMBER = "N NO NUM NR NUMERO REF REFERENCE F RE VOTRE VOS"
_INVOICE_WORDS = frozenset(_INVOICES.split())
_NUMBER_WORDS = frozenset(_NUMBER.split())
_BETWEEN = frozenset(("ET", "AND"))
_RANGE = frozenset(("A", "AU", "TO"))
_LONGEST_RANGE = 30
# A number too long to be there by chance.
_LONG = 6


class Numbers:
    """What texts cite of the known numbers."""

    def __init__(self, known: Iterable[tuple[int, str]]) -> None:
        self._known = Spellings(known)
        self._cache: dict[str, tuple[Cited, ...]] = {}

    def cited(self, *texts: str) -> tuple[Cited, ...]:
        """What the texts cite, in their order, each document once and by its surest mention."""
        key = "\n".join(texts)
        if key not in self._cache:
            every = [one for text in texts for one in (*self._creditor(text), *self._read(text))]
            self._cache[key] = _surest(every)
        return self._cache[key]

    def _creditor(self, text: str) -> Iterable[Cited]:
        for reference in creditor_references(text):
            ids = self._known.whole.get(reference) or self._known.digits.get(reference)
            if ids:
                yield Cited(f"RF {reference}", Strength.FULL, tuple(sorted(ids)))

    def _read(self, text: str) -> list[Cited]:
        found = pieces(text)
        cited: list[Cited] = []
        at = 0
        while at < len(found):
            one, used = self._at(found, at, cited)
            if one is not None:
                cited.extend(self._range(found, at, cited, one))
                cited.append(one)
            at += used
        return cited

    def _at(
        self, found: Sequence[Piece], at: int, before: Sequence[Cited]
    ) -> tuple[Cited | None, int]:
        """What is cited from a piece on, and how many pieces that took."""
        if not found[at].is_number:
            return None, 1
        for length in (4, 3, 2):
            window = found[at : at + length]
            if len(window) == length and _one_number(window):
                one = self._several(found, at, window)
                if one is not None:
                    return one, length
        return self._single(found, at, before), 1

    def _several(self, found: Sequence[Piece], at: int, window: Sequence[Piece]) -> Cited | None:
        """Groups of digits that make one number: as printed, or without its zeros."""
        said = " ".join(each.text for each in window)
        ids = self._known.digits.get("".join(each.text for each in window))
        if ids:
            return Cited(said, Strength.FULL, self._with_prefix(ids, found, at))
        key = tuple(int(each.text) for each in window)
        ids = self._known.short.get(key)
        if ids:
            cut = self._known.cut_off(window[-1], ids)
            return None if cut else Cited(said, Strength.FULL, self._with_prefix(ids, found, at))
        if key[:-1] in self._known.heads and self._names_prefix(found, at):
            return Cited(said, Strength.NEAR, tuple(sorted(self._known.near(key))))
        short = self._of_short_year(found, at, key)
        return Cited(said, Strength.TOLD, short) if short else None

    def _of_short_year(
        self, found: Sequence[Piece], at: int, key: tuple[int, ...]
    ) -> tuple[int, ...]:
        """26-102 after a word for invoices is 2026-102."""
        if len(key) != 2 or not 20 <= key[0] <= 99 or not self._introduced(found, at):
            return ()
        return tuple(sorted(self._known.short.get((2000 + key[0], key[1]), ())))

    def _single(self, found: Sequence[Piece], at: int, before: Sequence[Cited]) -> Cited | None:
        piece = found[at]
        glued = self._known.digits.get(piece.text) or self._known.glued(piece.text)
        if glued:
            return Cited(piece.text, Strength.FULL, self._with_prefix(glued, found, at))
        ids = self._known.tail.get(int(piece.text)) if len(piece.text) <= 12 else None
        if not ids or self._known.cut_off(piece, ids):
            return None
        listed = self._listed(found, at, before, ids)
        if listed is not None:
            return listed
        plain = {each for each in ids if not self._known.of[each].head}
        long = len(piece.text) >= _LONG and all(self._known.of[i].tail == piece.text for i in plain)
        if plain and (long or self._names_prefix(found, at, plain)):
            return Cited(piece.text, Strength.FULL, tuple(sorted(plain)))
        padded = {each for each in ids if self._known.padded(each) == piece.text}
        if padded or self._introduced(found, at):
            return Cited(piece.text, Strength.TOLD, tuple(sorted(padded or ids)))
        return Cited(piece.text, Strength.BARE, tuple(sorted(ids)))

    def _listed(
        self, found: Sequence[Piece], at: int, before: Sequence[Cited], ids: Iterable[int]
    ) -> Cited | None:
        """/102, + 103, ET 104 after a citation: the same series and year."""
        if not before or not before[-1].documents or before[-1].strength < Strength.TOLD:
            return None
        back = at - 1
        while back >= 0 and found[back].text in _BETWEEN | _NUMBER_WORDS | _RANGE:
            back -= 1
        if back < 0 or not found[back].is_number or int(found[back].text) != self._tail_of(before):
            return None
        last = self._known.of[before[-1].documents[0]]
        same = [
            i
            for i in ids
            if (self._known.of[i].prefix, self._known.of[i].head) == (last.prefix, last.head)
        ]
        return Cited(found[at].text, before[-1].strength, tuple(same)) if same else None

    def _tail_of(self, before: Sequence[Cited]) -> int:
        return int(self._known.of[before[-1].documents[0]].tail)

    def _range(
        self, found: Sequence[Piece], at: int, before: Sequence[Cited], last: Cited
    ) -> list[Cited]:
        """What stands between the two ends of 101 A 104."""
        ends = [one.documents for one in (*before[-1:], last) if len(one.documents) == 1]
        if len(ends) != 2 or not any(each.text in _RANGE for each in found[max(0, at - 3) : at]):
            return []
        first, final = (self._known.of[each[0]] for each in ends)
        numbers = range(int(first.tail) + 1, int(final.tail))
        if (first.prefix, first.head) != (final.prefix, final.head):
            return []
        if len(numbers) > _LONGEST_RANGE:
            return []
        ids = [
            self._known.short.get((*first.head, n)) or self._known.tail.get(n) or set()
            for n in numbers
        ]
        return [Cited(last.text, last.strength, tuple(sorted(each))) for each in ids if each]

    def _with_prefix(self, ids: set[int], found: Sequence[Piece], at: int) -> tuple[int, ...]:
        """Of an invoice and a credit note of one number, the one whose letters stand before it."""
        before = found[at - 1].text if at else ""
        named = {
            each
            for each in ids
            if self._known.of[each].prefix and self._known.of[each].prefix == before
        }
        return tuple(sorted(named or ids))

    def _names_prefix(
        self, found: Sequence[Piece], at: int, ids: Iterable[int] | None = None
    ) -> bool:
        before = found[at - 1].text if at else ""
        known = (
            self._known.prefixes if ids is None else {self._known.of[each].prefix for each in ids}
        )
        return bool(before) and before in known

    def _introduced(self, found: Sequence[Piece], at: int) -> bool:
        """Called an invoice, at most two words before."""
        for piece in reversed(found[max(0, at - 3) : at]):
            if piece.text in _INVOICE_WORDS:
                return True
            if piece.is_number or piece.text not in _NUMBER_WORDS | self._known.prefixes:
                break
        return self._names_prefix(found, at)


def _one_number(window: Sequence[Piece]) -> bool:
    """Digits with at most a sign or a space between them."""
    return all(each.is_number for each in window) and all(each.is_tight for each in window[1:])


def _surest(every: Sequence[Cited]) -> tuple[Cited, ...]:
    best: dict[tuple[int, ...] | str, Cited] = {}
    for one in every:
        key = one.documents or one.text
        if key not in best or one.strength > best[key].strength:
            best[key] = one
    return tuple(best.values())
