"""What the cells of a line mean: each is judged, and the line is refused with all its faults."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from app.core import money
from app.core.calendar import parse_day
from app.core.errors import Finding, Refused, finding, refuse
from app.core.text import NO_RESULT, searchable

T = TypeVar("T")

_SHEET_ERROR = re.compile(r"#(REF|N/A|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL)[!?]?")
# A whole day, with a midnight that some spreadsheets add; "3/12" or "+30" would be a guess here.
_DAY = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2}))([T ]0?0:00(:00)?)?"
)
_YES = frozenset({"yes", "y", "oui", "o", "true", "vrai", "1", "x"})
_NO = frozenset({"", "no", "n", "non", "false", "faux", "0"})
_UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NEVER = date(2000, 1, 1)


class Cells:
    """The cells of one line by field. Each reader notes the fault of its field and gives back a
    harmless stand-in; nothing is used before `check`."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.findings: list[Finding] = []

    def check(self) -> None:
        """Refuse the line with every fault found, or go on."""
        if self.findings:
            raise Refused(self.findings)

    def fail(self, code: str, message: str, field: str, **facts: object) -> None:
        """Note a fault: an English message id with its facts."""
        self.findings.append(finding(code, message, field, **facts))

    def text(self, field: str, required: bool = False, max: int = 200) -> str:
        """Text, line breaks made spaces."""
        value = " ".join(self.cells.get(field, "").split())
        if value.startswith(NO_RESULT):
            self.fail(
                "imports.formula",
                "This cell holds the formula “%(formula)s” without its result: open the file in "
                "the spreadsheet, and save it again.",
                field,
                formula=value.removeprefix(NO_RESULT).strip()[:60],
            )
            return ""
        if _SHEET_ERROR.fullmatch(value.upper()):
            self.fail(
                "imports.sheet_error",
                "“%(value)s” is an error of the spreadsheet.",
                field,
                value=value,
            )
            return ""
        if required and not value:
            self.fail("imports.empty", "This cell is empty.", field)
        if len(value) > max:
            self.fail("form.too_long", "Too long: at most %(max)s characters.", field, max=max)
        if _UNPRINTED.search(value):
            self.fail("form.characters", "This holds characters that cannot be printed.", field)
        return value

    def day(self, field: str, required: bool = False) -> date | None:
        """A day written whole: 2026-12-03, 03/12/2026, 3.12.26."""
        return self._read(field, required, _day)

    def amount(self, field: str, required: bool = False) -> int | None:
        """An amount in cents."""
        return self._read(field, required, money.parse_amount)

    def quantity(self, field: str, required: bool = True) -> int | None:
        """A quantity in 1e-4."""
        return self._read(field, required, money.parse_quantity)

    def unit_price(self, field: str, required: bool = True) -> int | None:
        """A unit price in 1e-6 euro."""
        return self._read(field, required, money.parse_unit_price)

    def rate(self, field: str, required: bool = True) -> int | None:
        """A percentage in basis points."""
        return self._read(field, required, money.parse_rate)

    def whole(self, field: str) -> int | None:
        """A whole number of at most four digits, alone or followed by a word ("30 jours")."""
        value = self.text(field)
        if not value:
            return None
        match = re.fullmatch(r"(\d{1,4})( ?(days?|jours?|j|d))?", value.lower())
        if match is None:
            self.fail(
                "imports.whole", "“%(value)s” is not a whole number.", field, value=value[:40]
            )
            return None
        return int(match[1])

    def flag(self, field: str) -> bool:
        """Yes or no, oui ou non, true, vrai, 1, x; empty is no."""
        value = searchable(self.text(field))
        if value not in _YES | _NO:
            self.fail(
                "imports.flag",
                "“%(value)s” is neither yes nor no.",
                field,
                value=value[:40],
            )
        return value in _YES

    def choice(
        self, field: str, meanings: Mapping[str, T], default: T, required: bool = False
    ) -> T:
        """One of the words of `meanings`, which are folded; `default` when empty."""
        value = self.text(field, required)
        found = meanings.get(searchable(value).replace("-", " ").replace("_", " "), None)
        if value and found is None:
            self.fail(
                "imports.choice",
                "“%(value)s” is not one of: %(choices)s.",
                field,
                value=value[:40],
                choices=list(dict.fromkeys(str(each) for each in meanings.values())),
            )
        return default if found is None else found

    def _read(self, field: str, required: bool, parse: Callable[[str, str | None], T]) -> T | None:
        value = self.text(field, required)
        if not value:
            return None
        try:
            return parse(value, field)
        except Refused as refused:
            self.findings.extend(refused.findings)
            return None


def _day(text: str, field: str | None) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise refuse(
            "calendar.unreadable",
            "“%(value)s” is not a day of the calendar. Write it like 03/12/2026.",
            field,
            value=text[:40],
        )
    return parse_day(match[1], _NEVER, field)
