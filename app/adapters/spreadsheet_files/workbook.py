"""The parts of an XLSX file: which sheet is read, what its cells refer to.

Nothing of a part is trusted: each is unpacked block by block within bounds, so that a small file
that swells to gigabytes is refused before it fills anything.
"""

import csv
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from app.adapters.spreadsheet_files.cells import Cells, Epoch, Styles, local
from app.adapters.spreadsheet_files.sheet import Text, too_wide
from app.core.errors import Refused, refuse

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    ValueError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    lzma.LZMAError,
    struct.error,
    MemoryError,
)
MAX_UNPACKED = 300_000_000
MAX_STRINGS = 60_000_000

_BLOCK = 1 << 16
_BOOK = "xl/workbook.xml"
_OTHER_KINDS = {
    "xl/workbook.bin": "XLSB",
    "content.xml": "ODS",
    "word/document.xml": "DOCX",
}


@dataclass(frozen=True)
class Found:
    """A sheet written out as CSV, one line for each of its rows."""

    text: Text
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Tab:
    name: str
    part: str
    hidden: bool


def other_kind(parts: zipfile.ZipFile) -> str | None:
    """What a packed file is that is no XLSX."""
    names = set(parts.namelist())
    if _BOOK in names:
        return None
    return next((kind for part, kind in _OTHER_KINDS.items() if part in names), "ZIP")


def damaged() -> Refused:
    """The refusal of a workbook that cannot be unpacked."""
    return refuse(
        "sheet.damaged",
        "This XLSX file is damaged: open it in the spreadsheet and save it again.",
    )


def written_out(parts: zipfile.ZipFile, wanted: str) -> Found:
    """Write a sheet out: the one of this name, else the first visible one that holds a cell."""
    if sum(each.file_size for each in parts.infolist()) > MAX_UNPACKED:
        raise _swollen()
    tabs, epoch = _tabs(parts)
    names = tuple(tab.name for tab in tabs if not tab.hidden)
    chosen = [tab for tab in tabs if (tab.name == wanted if wanted else not tab.hidden)]
    if wanted and not chosen:
        raise refuse(
            "sheet.no_sheet",
            "There is no sheet “%(sheet)s” in this file. It has: %(names)s.",
            sheet=wanted[:60],
            names=names,
        )
    strings, styles = _strings(parts), _styles(parts)
    for tab in chosen:
        text = _write(_rows(parts, tab, Cells(strings, styles, epoch)))
        if text is not None:
            return Found(text, tab.name, names)
    raise refuse(
        "sheet.no_data", "None of the visible sheets holds anything: %(names)s.", names=names
    )


def _write(rows: Iterator[tuple[int, list[str]]]) -> Text | None:
    """The rows as lines of CSV, each under its own number; None when there are none."""
    first = next(rows, None)
    if first is None:
        return None
    # Deleted with the sheet that reads from it.
    keeper = tempfile.NamedTemporaryFile(  # noqa: SIM115
        "w", encoding="utf-8", newline="", suffix=".csv"
    )
    out, written = csv.writer(keeper, lineterminator="\n"), 0
    while first is not None:
        number, cells = first
        keeper.write("\n" * (number - written - 1))
        out.writerow(cells)
        written, first = number, next(rows, None)
    keeper.flush()
    return Text(Path(keeper.name), "utf-8", ",", keeper)


def _rows(parts: zipfile.ZipFile, tab: _Tab, cells: Cells) -> Iterator[tuple[int, list[str]]]:
    parser = cells.parser()
    for block in _blocks(parts, tab.part, MAX_UNPACKED):
        parser.Parse(block, False)
        if cells.widest:
            raise too_wide(cells.widest)
        yield from cells.take()
    parser.Parse(b"", True)
    yield from cells.take()


def _blocks(parts: zipfile.ZipFile, part: str, most: int) -> Iterator[bytes]:
    """A part, block by block; what it unpacks to is counted, not believed."""
    left = most
    with parts.open(part) as source:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise _swollen()
            yield block


def _swollen() -> Refused:
    return refuse(
        "sheet.swollen",
        "Unpacked, this XLSX file is larger than %(limit)s MB. Save the sheet alone as CSV.",
        limit=MAX_UNPACKED // 1_000_000,
    )


def _tabs(parts: zipfile.ZipFile) -> tuple[list[_Tab], Epoch]:
    found: list[tuple[str, str, bool]] = []
    targets: dict[str, str] = {}
    epoch = [Epoch.SINCE_1900]

    def book(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next(value for title, value in attributes.items() if local(title) == "id")
            found.append((attributes["name"], key, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch[0] = Epoch.SINCE_1904

    def relations(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    _each_element(parts, _BOOK, book)
    _each_element(parts, "xl/_rels/workbook.xml.rels", relations)
    tabs = [
        _Tab(name, _part(targets[key]), hidden)
        for name, key, hidden in found
        if "worksheets/" in targets[key]
    ]
    return tabs, epoch[0]


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _styles(parts: zipfile.ZipFile) -> Styles:
    styles = Styles()
    if "xl/styles.xml" in parts.namelist():
        _each_element(parts, "xl/styles.xml", styles.see, styles.leave)
    return styles


def _strings(parts: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by their place; readings of Japanese are left out."""
    found: list[str] = []
    state: dict[str, Any] = {"text": [], "in": False, "reading": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            state["text"] = []
        elif name == "rPh":
            state["reading"] += 1
        state["in"] = name == "t" and not state["reading"]

    def end(name: str) -> None:
        state["in"] = False
        if name == "rPh":
            state["reading"] -= 1
        elif name == "si":
            found.append("".join(state["text"]))

    def text(data: str) -> None:
        if state["in"]:
            state["text"].append(data)

    if "xl/sharedStrings.xml" in parts.namelist():
        _each_element(parts, "xl/sharedStrings.xml", start, end, text, MAX_STRINGS)
    return found


def _each_element(
    parts: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    most: int = 10_000_000,
) -> None:
    parser = Cells.plain_parser()
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    if end is not None:
        left = end
        parser.EndElementHandler = lambda name: left(local(name))
    parser.CharacterDataHandler = text
    for block in _blocks(parts, part, most):
        parser.Parse(block, False)
    parser.Parse(b"", True)
