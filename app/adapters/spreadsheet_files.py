"""Reading the tables that spreadsheets write: CSV in the encodings and separators met in France.

A file is looked through once before anything of it is used (what it is, its encoding, that every
line can be cut into cells), then its lines are read one by one: memory stays flat.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.core.errors import Refused, refuse

MAX_BYTES = 100_000_000
MAX_COLUMNS = 200
MAX_CHARACTERS = 100_000
SEPARATORS = (";", ",", "\t", "|")

_BLOCK = 1 << 20
_NOTHING = "".join(SEPARATORS)
# "Ã©": in a file that is not UTF-8, UTF-8 letters show that two encodings are mixed.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")
_OTHER_FILES = {
    b"PK\x03\x04": "XLSX",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
}


@dataclass(frozen=True)
class Line:
    """One line of data: its number in the file, and its cells without outer spaces."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table that can be read: its titles, how many lines of data it has, how it is written."""

    path: Path
    header: tuple[str, ...]
    count: int
    encoding: str
    separator: str
    sha256: str

    def lines(self) -> Iterator[Line]:
        """The lines of data, empty ones passed over."""
        records = _records(self.path, self.encoding, self.separator)
        next(records, None)
        yield from records


def open_sheet(path: Path) -> Sheet:
    """Look a CSV file through. Refused: no file, an empty one, one that is no text or mixes
    encodings, over 100 MB, over 200 columns, a line that cannot be cut into cells."""
    try:
        size = path.stat().st_size
        with path.open("rb") as source:
            head = source.read(_BLOCK)
    except OSError as error:
        raise refuse(
            "sheet.unreadable",
            "%(file)s cannot be read: %(problem)s.",
            file=path.name,
            problem=error.strerror or str(error),
        ) from error
    if size > MAX_BYTES:
        raise refuse("sheet.too_large", "This file is larger than 100 MB.")
    if not head.strip():
        raise _empty()
    digest, encoding = _scan(path, head)
    separator = _separator(path, encoding)
    records = _records(path, encoding, separator)
    header = next(records, None)
    if header is None:
        raise _empty()
    if len(header.cells) > MAX_COLUMNS:
        raise refuse(
            "sheet.columns",
            "This file has %(count)s columns; at most %(max)s are read.",
            count=len(header.cells),
            max=MAX_COLUMNS,
        )
    count = sum(1 for _ in records)
    return Sheet(path, header.cells, count, encoding, separator, digest)


def _scan(path: Path, head: bytes) -> tuple[str, str]:
    """The file's hash and its encoding, told from all of its bytes."""
    for mark, kind in _OTHER_FILES.items():
        if head.startswith(mark):
            raise refuse(
                "sheet.kind",
                "This is a file of kind %(kind)s. Save it as CSV first.",
                kind=kind,
            )
    encodings = _candidates(head)
    decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
    digest, has_utf8_letters = sha256(), False
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
            if not encodings[0].startswith("utf-16") and b"\0" in block:
                raise refuse("sheet.binary", "This is not a text file.")
            has_utf8_letters = has_utf8_letters or bool(_UTF8_LETTER.search(block))
            _feed(decoders, block)
    _feed(decoders, b"", final=True)
    found = next((name for name in encodings if name in decoders), None)
    if found is None or (found == "cp1252" and has_utf8_letters):
        raise refuse(
            "sheet.encoding",
            "The letters of this file are written in no known way, or in two ways at once. "
            "Save it again as CSV UTF-8.",
        )
    return digest.hexdigest(), found


def _candidates(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    sample = head[:4000]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.7:
        return ("utf-16-le",)
    if half and sample[0::2].count(0) > half * 0.7:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _feed(
    decoders: dict[str, codecs.IncrementalDecoder], block: bytes, final: bool = False
) -> None:
    """Give a block to each decoder that is still in the running; those that fail leave it."""
    for name, decoder in list(decoders.items()):
        try:
            decoder.decode(block, final)
        except UnicodeDecodeError:
            del decoders[name]


def _separator(path: Path, encoding: str) -> str:
    """What the titles are separated by: "sep=;" says it, else what cuts them into most cells."""
    with path.open(encoding=encoding, newline="") as source:
        first = next((line.strip() for line in source if line.strip()), "")
    if re.fullmatch(r'"?sep=(.)"?', first):
        return first.strip('"')[4]
    best, most = SEPARATORS[0], 0
    for candidate in SEPARATORS:
        try:
            header = next(_records(path, encoding, candidate), None)
        except Refused:
            continue
        cells = len(header.cells) if header else 0
        if cells > most:
            best, most = candidate, cells
    return best


def _records(path: Path, encoding: str, separator: str) -> Iterator[Line]:
    """Every line that is not empty, the titles first."""
    with path.open(encoding=encoding, newline="") as source:
        reader = csv.reader(source, delimiter=separator, strict=True)
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


def _empty() -> Refused:
    return refuse("sheet.empty", "This file is empty.")
