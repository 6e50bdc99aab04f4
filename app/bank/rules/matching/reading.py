"""The text of a line as pieces: runs of letters or of digits, without days, amounts and IBANs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.text import searchable

_PIECE = re.compile(r"[A-Z]+|[0-9]+")
_ZERO = re.compile(r"(?<=[0-9])O|(?<!N)O(?=[0-9])")
_MONTHS = (
    "JANVIER JANV JAN FEVRIER FEVR FEV MARS MAR AVRIL AVR MAI JUIN JUILLET JUIL AOUT SEPTEMBRE"
    " SEPT SEP OCTOBRE OCT NOVEMBRE NOV DECEMBRE DEC"
)
# What looks like a number and is none: amounts, days, months with their year, IBANs.
_NOT_NUMBERS = re.compile(
    r"(?<![\d/-])(?:\d{1,3}(?:[ .]\d{3})+|\d+)[,.]\d{2}(?![\d/-])"
    r"|\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:20)?\d{2}\b"
    r"|\b(?:0?[1-9]|1[0-2])[/.-]20\d{2}\b(?![/-]\d)"
    rf"|\b(?:{'|'.join(_MONTHS.split())})\.? ?20\d{{2}}\b"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"
)
_CREDITOR = re.compile(r"(?=(RF\d{2}[A-Z0-9]{1,21}))")
_TIGHT = re.compile(r"[ ./_+-]{0,2}")


@dataclass(frozen=True)
class Piece:
    """A run of letters or digits; `is_tight` when little stands between it and the one before."""

    text: str
    is_number: bool
    is_tight: bool = False
    is_last: bool = False


def pieces(text: str) -> list[Piece]:
    """The runs of a text, folded to capitals; the letter O among digits is a zero.

    >>> [piece.text for piece in pieces("F2O26-OOO1O2")]
    ['F', '2026', '000102']
    """
    folded = _NOT_NUMBERS.sub(" . . ", _zeros(searchable(text).upper()))
    found: list[Piece] = []
    end = 0
    last = max((match.end() for match in _PIECE.finditer(folded)), default=0)
    for match in _PIECE.finditer(folded):
        tight = bool(_TIGHT.fullmatch(folded[end : match.start()])) and end > 0
        is_number = match[0].isdigit()
        found.append(Piece(match[0], is_number, tight, match.end() == last))
        end = match.end()
    return found


def _zeros(text: str) -> str:
    """O next to a digit is a zero, and so is the O next to that one."""
    before = ""
    while before != text:
        before, text = text, _ZERO.sub("0", text)
    return text


def creditor_references(text: str) -> Iterable[str]:
    """What stands after RF and two check digits that fit (ISO 11649), longest first.

    >>> list(creditor_references("RF71 F202 6000 102"))
    ['F2026000102']
    """
    squeezed = re.sub(r"[^A-Z0-9]", "", searchable(text).upper())
    for match in _CREDITOR.finditer(squeezed):
        whole = match[1]
        for length in range(len(whole), 4, -1):
            if _checks(whole[:length]):
                yield whole[4:length]
                break


def _checks(reference: str) -> bool:
    turned = reference[4:] + reference[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
