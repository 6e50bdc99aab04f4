"""The records of a CFONB120 file: 120 characters each, their zones by position.

After the CFONB brochure “Relevé de compte sur support informatique” of July 2004 and its additions
of 2007 for transfers. The last character of an amount is its last digit and its sign at once.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.adapters.bank_files.found import EURO, at_place, foreign
from app.adapters.bank_files.letters import CHUNK
from app.adapters.bank_files.reading import not_a_day, within
from app.core.errors import Refused
from app.core.money import MAX_CENTS

LENGTH = 120
OLD_BALANCE, MOVEMENT, COMPLEMENT, NEW_BALANCE = "01", "04", "05", "07"

_CODES = (OLD_BALANCE, MOVEMENT, COMPLEMENT, NEW_BALANCE)
# "{" and "}" are "é" and "è" in the French seven-bit alphabet of old.
_PLUS = {"{": 0, "é": 0} | {letter: at for at, letter in enumerate("ABCDEFGHI", start=1)}
_MINUS = {"}": 0, "è": 0} | {letter: at for at, letter in enumerate("JKLMNOPQR", start=1)}
_DIGITS = re.compile(r"[0-9]{13}")
_DAY = re.compile(r"[0-9]{6}")
_UNTIL_2000 = 60
# By the number of decimals, how many thousandths of its unit make a cent.
_THOUSANDTHS = (10, 100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Record:
    """One record, and its line."""

    number: int
    text: str

    @property
    def code(self) -> str:
        return self.text[:2]

    @property
    def bank(self) -> str:
        return self.text[2:7].strip()

    @property
    def branch(self) -> str:
        return self.text[11:16].strip()

    @property
    def account(self) -> str:
        return self.text[21:32].strip()

    @property
    def currency(self) -> str:
        return self.text[16:19].strip()

    def decimals(self) -> int | None:
        """How many digits of the amount are decimals; None where the record leaves it blank.
        Refused: a currency that is not the euro, what is no digit."""
        if self.currency not in ("", EURO):
            raise foreign(self.number, self.currency)
        said = self.text[19].strip()
        if said and said not in "0123":
            raise at_place(
                "bank.decimals",
                "Line %(line)s: “%(value)s” is not a number of decimals.",
                self.number,
                value=said,
            )
        return int(said) if said else None

    def day(self, start: int) -> date:
        """A day of six digits, the year last."""
        said = self.text[start : start + 6]
        if not _DAY.fullmatch(said):
            raise not_a_day(said, self.number)
        year = int(said[4:])
        try:
            found = date(
                year + (1900 if year > _UNTIL_2000 else 2000), int(said[2:4]), int(said[:2])
            )
        except ValueError as error:
            raise not_a_day(said, self.number) from error
        return within(found, said, self.number)

    def amount(self, decimals: int) -> int:
        """The amount in cents. Refused: no thirteen digits, no sign that is known, a part of a
        cent."""
        digits, last = self.text[90:103], self.text[103]
        sign, digit = (1, _PLUS.get(last)) if last in _PLUS else (-1, _MINUS.get(last))
        if digit is None or not _DIGITS.fullmatch(digits):
            raise self._unreadable()
        value, rest = divmod((int(digits) * 10 + digit) * 1_000, _THOUSANDTHS[decimals])
        if rest or value > MAX_CENTS:
            raise self._unreadable()
        return sign * value

    def _unreadable(self) -> Refused:
        return at_place(
            "bank.amount",
            "Line %(line)s: “%(value)s” is not an amount in euros and cents.",
            self.number,
            value=self.text[90:104],
        )


def records(lines: Iterable[tuple[int, str]]) -> Iterator[Record]:
    """The records of a file, one a line or one after the other without lines; they are numbered
    as the lines are. Refused: another length, another code."""
    rest, before = "", 0
    for number, line in lines:
        held, rest = rest + line, ""
        while len(held.rstrip()) > LENGTH:
            yield _record(held[:LENGTH], number + before)
            held, before = held[LENGTH:], before + 1
        if len(line) == CHUNK:
            rest = held
            continue
        if held.strip():
            yield _record(held.ljust(LENGTH), number + before)
        before = 0
    if rest.strip():
        yield _record(rest.ljust(LENGTH), number + before)


def _record(text: str, number: int) -> Record:
    if text[:2] not in _CODES:
        raise at_place(
            "bank.record",
            "Line %(line)s: “%(record)s” is not a record of a CFONB120 statement (01, 04, 05, 07).",
            number,
            record=text[:2],
        )
    return Record(number, text)
