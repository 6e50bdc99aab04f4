"""A table that can be read: its titles, and its lines one by one."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from app.core.errors import Refused, refuse

MAX_BYTES = 100_000_000
MAX_COLUMNS = 200
MAX_CHARACTERS = 100_000
TOP = 10
SEPARATORS = (";", ",", "\t", "|")

_NOTHING = "".join(SEPARATORS)


@dataclass(frozen=True)
class Line:
    """One line of data: its number in the file, and its cells without outer spaces."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A CSV file and how it is written; `keeper` keeps a temporary one from being deleted."""

    path: Path
    encoding: str
    separator: str
    keeper: object = None

    @property
    def stops_open(self) -> bool:
        """Whether its last line has no end: written so, or cut there."""
        with self.path.open("rb") as source:
            source.seek(max(0, self.path.stat().st_size - 4))
            return source.read().rstrip(b"\0")[-1:] not in (b"\n", b"\r", b"\x1a")


@dataclass(frozen=True)
class Sheet:
    """A table: its titles, how many lines of data it has, how it is written.

    `top` are its first lines, the titles among them: `headed` says which of them has the titles.
    `names` are the sheets of a workbook that can be asked for, `name` the one that is read.
    """

    text: Text
    header: tuple[str, ...]
    count: int
    encoding: str
    separator: str
    sha256: str
    filename: str
    top: tuple[Line, ...]
    skipped: int = 1
    name: str = ""
    names: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        """How many columns the first lines have."""
        return max(len(line.cells) for line in self.top)

    def lines(self) -> Iterator[Line]:
        """The lines of data, empty ones passed over."""
        yield from islice(records(self.text), self.skipped, None)

    def headed(self, at: int | None) -> "Sheet":
        """The same table whose titles are the `at`-th of its first lines; None: it has none."""
        every = self.count + self.skipped
        if at is None:
            return replace(self, header=(), count=every, skipped=0)
        header = self.top[at].cells
        return replace(self, header=header, count=every - at - 1, skipped=at + 1)


def records(text: Text) -> Iterator[Line]:
    """Every line that is not empty, the titles first."""
    with text.path.open(encoding=text.encoding, newline="") as source:
        reader = csv.reader(source, delimiter=text.separator, strict=True)
        started = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise _uncut(started + 1) from error
            if cells is None:
                return
            number, started = started + 1, reader.line_num
            kept = tuple(_text(cell) for cell in cells)
            if sum(map(len, kept)) > MAX_CHARACTERS:
                raise _uncut(number)
            if any(cell.strip(_NOTHING) for cell in kept) and not (
                number == 1 and re.fullmatch(r"sep=.?", kept[0])
            ):
                yield Line(number, kept)


def too_wide(count: int) -> Refused:
    """The refusal of a table of too many columns."""
    return refuse(
        "sheet.columns",
        "This file has %(count)s columns; at most %(max)s are read.",
        count=count,
        max=MAX_COLUMNS,
    )


def empty() -> Refused:
    """The refusal of a table without a single cell."""
    return refuse("sheet.empty", "This file is empty.")


def _text(cell: str) -> str:
    """Without outer spaces, and without the quote that keeps a spreadsheet from running it."""
    cell = cell.strip(" \t\r\n\u00a0\u202f\ufeff")
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _uncut(number: int) -> Refused:
    return refuse(
        "sheet.line",
        "Line %(line)s cannot be cut into cells: a quotation mark is opened and not closed, or "
        "the line is too long.",
        line=number,
    )
