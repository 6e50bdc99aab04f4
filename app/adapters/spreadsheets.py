"""Writing tables as XLSX and CSV: typed cells, and no text that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from io import BytesIO, StringIO
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = {"text": 28, "cents": 14, "rate": 10, "quantity": 12, "price": 14, "day": 12, "whole": 10}


class Kind(Enum):
    """What a column holds; cells are None, or of this kind."""

    TEXT = "text"
    CENTS = "cents"
    RATE = "rate"
    QUANTITY = "quantity"
    PRICE = "price"
    DAY = "day"
    WHOLE = "whole"


# The power of ten that a stored integer is divided by, and how a spreadsheet shows the result.
_SCALES = {Kind.CENTS: -2, Kind.RATE: -2, Kind.QUANTITY: -4, Kind.PRICE: -6, Kind.WHOLE: 0}
_FORMATS = {
    Kind.CENTS: "#,##0.00 [$€-40C]",
    Kind.RATE: "0.##",
    Kind.QUANTITY: "0.####",
    Kind.PRICE: "0.00####",
    Kind.DAY: "dd/mm/yyyy",
    Kind.WHOLE: "0",
}

Cell = str | int | date | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it: TEXT str, CENTS, RATE (basis points), QUANTITY (1e-4),
    PRICE (1e-6 euro) and WHOLE int, DAY date."""

    title: str
    kind: Kind = Kind.TEXT


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """CSV as French spreadsheets open it: UTF-8 with its mark, ";", decimal comma, dd/mm/yyyy.

    Text that begins like a formula gets a "'" before it.
    """
    return csv_head(columns) + csv_lines(columns, rows)


def csv_head(columns: Sequence[Column]) -> bytes:
    """The first line of such a file, to be written in parts."""
    return _csv([[_harmless(column.title) for column in columns]]).encode("utf-8-sig")


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """More lines of it."""
    return _csv(
        [_csv_cell(c.kind, cell) for c, cell in zip(columns, row, strict=True)] for row in rows
    ).encode()


def _csv(lines: Iterable[list[str]]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def write_xlsx(sheet_name: str, columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """One sheet with a frozen, filtered heading; amounts are numbers, days are days."""
    out = BytesIO()
    with XlsxSheet(out, sheet_name, columns) as sheet:
        sheet.add(rows)
    return out.getvalue()


class XlsxSheet:
    """The same, written in parts: rows wait on the disk, so that memory stays flat."""

    def __init__(self, out: IO[bytes], sheet_name: str, columns: Sequence[Column]) -> None:
        self._book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet(_sheet_name(sheet_name))
        self._columns, self._last = columns, 0
        bold = self._book.add_format({"bold": True, "bottom": 1})
        self._looks = {
            kind: self._book.add_format({"num_format": look}) for kind, look in _FORMATS.items()
        }
        for at, column in enumerate(columns):
            self._sheet.set_column(at, at, _WIDTH[column.kind.value])
            self._sheet.write_string(0, at, column.title, bold)

    def add(self, rows: Iterable[Row]) -> None:
        """More rows below those there are."""
        for row in rows:
            self._last += 1
            for at, (column, cell) in enumerate(zip(self._columns, row, strict=True)):
                _write(self._sheet, self._last, at, column.kind, cell, self._looks)

    def __enter__(self) -> "XlsxSheet":
        return self

    def __exit__(self, *_: object) -> None:
        self._sheet.freeze_panes(1, 0)
        if self._last:
            self._sheet.autofilter(0, 0, self._last, len(self._columns) - 1)
        self._book.close()


def _write(
    sheet: Worksheet, at: int, column: int, kind: Kind, cell: Cell, looks: dict[Kind, Format]
) -> None:
    if cell is None:
        return
    if kind is Kind.TEXT:
        # Written as a string, a spreadsheet never reads it as a formula.
        sheet.write_string(at, column, _text(cell))
    elif kind is Kind.DAY:
        sheet.write_datetime(at, column, _day(cell), looks[kind])
    else:
        sheet.write_number(at, column, _decimal(kind, cell), looks[kind])


def _csv_cell(kind: Kind, cell: Cell) -> str:
    if cell is None:
        return ""
    if kind is Kind.TEXT:
        return _harmless(_text(cell))
    if kind is Kind.DAY:
        day = _day(cell)
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{_decimal(kind, cell):f}".replace(".", ",")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS) else text


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise TypeError(f"a text cell holds text, not {type(cell).__name__}")
    return cell


def _day(cell: Cell) -> date:
    if not isinstance(cell, date):
        raise TypeError(f"a day cell holds a date, not {type(cell).__name__}")
    return cell


def _decimal(kind: Kind, cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int):
        raise TypeError(f"a {kind.value} cell holds an integer, not {type(cell).__name__}")
    return Decimal(cell).scaleb(_SCALES[kind])


def _sheet_name(name: str) -> str:
    kept = "".join(" " if char in "[]:*?/\\" else char for char in name).strip("' ")
    return kept[:31] or "1"
