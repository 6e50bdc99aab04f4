"""The cells of a sheet of a workbook, as text: dates as dates, numbers as they are shown.

A spreadsheet keeps 0.1 + 0.2 as 0.30000000000000004 and shows 0.3: what is read is what it shows,
fifteen digits. A formula is read by the result kept with it; without one it says so in its cell.
"""

import re
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from enum import Enum
from typing import Any
from xml.parsers import expat

from app.adapters.spreadsheet_files.sheet import MAX_CHARACTERS, MAX_COLUMNS
from app.core.text import NO_RESULT

_SHOWN = Context(prec=15)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_ROWS = 1_048_576
_DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
# What stands in a format without being one: texts, colours and currencies, escapes.
_NO_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_SECONDS = 86_400


class Epoch(Enum):
    """The day before day 1 of a workbook."""

    SINCE_1900 = date(1899, 12, 30)
    SINCE_1904 = date(1904, 1, 1)


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


class Styles:
    """Which of the styles of cells are dates, and which are percentages."""

    def __init__(self) -> None:
        self.days: set[int] = set()
        self.percents: set[int] = set()
        self._formats: dict[int, str] = {}
        self._in_cells = False
        self._count = 0

    def see(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._style(int(attributes.get("numFmtId", "0")))

    def leave(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _style(self, number: int) -> None:
        code = _NO_FORMAT.sub("", self._formats.get(number, "")).lower()
        months_only = "m" in code and not ("h" in code or "s" in code)
        if number in _DAY_FORMATS or "y" in code or "d" in code or months_only:
            self.days.add(self._count)
        elif number in _PERCENT_FORMATS or "%" in code:
            self.percents.add(self._count)
        self._count += 1


class Cells:
    """Reads a sheet as its text comes in; `take` gives back the rows that are whole by then."""

    def __init__(self, strings: list[str], styles: Styles, epoch: Epoch) -> None:
        self.strings, self.styles, self.epoch = strings, styles, epoch
        self.widest = 0
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._number = self._last = 0
        self._cell: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._in = ""

    @staticmethod
    def plain_parser() -> Any:
        """A parser that reads no document type: nothing there may name other files or entities."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        return parser

    def parser(self) -> Any:
        parser = self.plain_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        return parser

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows with a cell that is not empty: their number and their cells."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "row":
            self._number = int(attributes.get("r", self._last + 1))
            if not self._last < self._number <= _MOST_ROWS:
                raise ValueError("rows out of order")
            self._row = []
        elif name == "c":
            self._cell, self._parts = attributes, {}
        elif name in ("v", "f", "t"):
            self._in = name
            self._parts.setdefault(name, [])
        elif name == "rPh":
            self._in = ""

    def _data(self, data: str) -> None:
        if self._in:
            self._parts[self._in].append(data)

    def _end(self, name: str) -> None:
        name = local(name)
        self._in = ""
        if name == "c":
            self._put(self._text())
        elif name == "row":
            self._last = self._number
            if any(self._row):
                self._rows.append((self._number, self._row))

    def _put(self, text: str) -> None:
        found = _REFERENCE.fullmatch(self._cell.get("r", ""))
        place = _place(found[1]) if found else len(self._row)
        if not text:
            return
        if place >= MAX_COLUMNS:
            self.widest = max(self.widest, place + 1)
            return
        if place < len(self._row):
            raise ValueError("cells out of order")
        self._row += [""] * (place - len(self._row))
        # A line that is too long is refused by its number when it is read as CSV.
        self._row.append(" ".join(text[: MAX_CHARACTERS + 1].splitlines()))

    def _text(self) -> str:
        kind, given = self._cell.get("t", "n"), self._parts.get("v")
        value = "".join(given or ())
        if kind == "inlineStr":
            return "".join(self._parts.get("t", ()))
        if "f" in self._parts and (given is None or (not value and kind != "str")):
            formula = "".join(self._parts["f"])
            return f"{NO_RESULT} ={formula[:60]}"
        if not value:
            return ""
        if kind == "s":
            return self.strings[int(value)]
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind in ("str", "e", "d"):
            return value
        return self._number_text(value)

    def _number_text(self, text: str) -> str:
        try:
            number = _SHOWN.create_decimal(text.strip())
        except InvalidOperation as error:
            raise ValueError("no number") from error
        style = int(self._cell.get("s", "0"))
        if style in self.styles.days and (day := _day(number, self.epoch)):
            return day
        if style in self.styles.percents:
            return f"{_plain(number.scaleb(2))} %"
        return _plain(number)


def _no_doctype(*_: object) -> None:
    raise ValueError("a document type")


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _plain(number: Decimal) -> str:
    """Digits with a decimal point. Three decimals get a fourth: "1.234" alone may be a thousand."""
    text = f"{number:f}"
    if "." not in text:
        return text
    text = text.rstrip("0").rstrip(".")
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def _day(number: Decimal, epoch: Epoch) -> str | None:
    """A day counted from the epoch, with its time when it has one; None when it is none."""
    days = int(number)
    # Day 60 of 1900 is 29 February 1900, which never was; before it, days are one off.
    first = 61 if epoch is Epoch.SINCE_1900 else 0
    if not first <= days < 2_900_000:
        return None
    seconds = int((number - days) * _SECONDS + Decimal("0.5"))
    whole = (epoch.value + timedelta(days=days)).isoformat()
    if not 0 < seconds < _SECONDS:
        return whole
    minutes, second = divmod(seconds, 60)
    return f"{whole} {minutes // 60:02}:{minutes % 60:02}:{second:02}"
