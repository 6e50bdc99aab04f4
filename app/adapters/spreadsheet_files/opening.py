"""Looking a file through: what it is by its content, whatever its name says."""

import errno
import zipfile
from hashlib import sha256
from itertools import islice
from pathlib import Path

from app.adapters.spreadsheet_files import sheet as sheets
from app.adapters.spreadsheet_files import text, workbook
from app.adapters.spreadsheet_files.sheet import MAX_BYTES, MAX_COLUMNS, TOP, Sheet, Text
from app.core.errors import Refused, refuse

_BLOCK = 1 << 20
_ZIP = b"PK\x03\x04"
_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
}


def open_sheet(path: Path, filename: str = "", sheet: str = "") -> Sheet:
    """Look a CSV or XLSX file through; `sheet` asks for one of a workbook by name, else the first
    visible one that holds something. Refused: no file, an empty one, one that is no table or mixes
    encodings, over 100 MB, over 200 columns, a line that cannot be cut into cells."""
    name = filename or path.name
    head = _head(path, name)
    if head.startswith(_ZIP):
        return _workbook(path, name, sheet)
    for mark, kind in _OTHER_FILES.items():
        if head.startswith(mark):
            raise _other(kind)
    digest, found = text.written(path, head)
    return _looked_through(found, digest, name, found.encoding, found.separator)


def _head(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refuse("sheet.too_large", "This file is larger than 100 MB.")
        with path.open("rb") as source:
            head = source.read(_BLOCK)
    except OSError as error:
        raise refuse(
            "sheet.unreadable",
            "%(file)s cannot be read: %(problem)s.",
            file=name,
            problem=error.strerror or str(error),
        ) from error
    if not head.strip():
        raise sheets.empty()
    return head


def _workbook(path: Path, name: str, sheet: str) -> Sheet:
    digest = sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    try:
        with zipfile.ZipFile(path) as parts:
            if kind := workbook.other_kind(parts):
                raise _other(kind)
            found = workbook.written_out(parts, sheet)
    except workbook.FAULTS as error:
        raise workbook.damaged() from error
    except OSError as error:
        # A place that is nowhere in the file; bzip2 that is none has no number.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise workbook.damaged() from error
    looked = _looked_through(found.text, digest.hexdigest(), name, "xlsx", "")
    return Sheet(**vars(looked) | {"name": found.name, "names": found.names})


def _looked_through(found: Text, digest: str, name: str, encoding: str, separator: str) -> Sheet:
    lines = sheets.records(found)
    top = tuple(islice(lines, TOP))
    if not top:
        raise sheets.empty()
    widest = max(len(line.cells) for line in top)
    if widest > MAX_COLUMNS:
        raise sheets.too_wide(widest)
    count = len(top) + sum(1 for _ in lines)
    return Sheet(
        text=found,
        header=top[0].cells,
        count=count - 1,
        encoding=encoding,
        separator=separator,
        sha256=digest,
        filename=name,
        top=top,
    )


def _other(kind: str) -> Refused:
    return refuse(
        "sheet.kind",
        "This is a file of kind %(kind)s. Save it as XLSX or CSV first.",
        kind=kind,
    )
