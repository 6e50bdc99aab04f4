"""What a file is, told by its content, and the files of an archive."""

import errno
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.adapters.bank_files import camt, cfonb, ofx
from app.adapters.bank_files.found import MAX_BYTES, Event
from app.adapters.bank_files.letters import encoding_of
from app.core.errors import Finding, Refused, finding, refuse

MAX_FILES = 400
MAX_UNPACKED = 300_000_000

_HEAD = 1 << 16
_ZIP = b"PK\x03\x04"
# XLS, PNG, JPEG, GZIP: whoever reads tables says what they are.
_PACKED = (b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")
_RECORD = re.compile(r"0[1457][0-9A-Z ]{5}.{4}[0-9A-Z ]{5}([A-Z]{3}| {3})[0-9 ].[0-9A-Z ]{11}")
_OTHERS = (
    (re.compile(r"(\{1:|:20:|:940:)"), "MT940"),
    (re.compile(r"!(Type|Account|Option):"), "QIF"),
    (re.compile(r"%PDF"), "PDF"),
    (re.compile(r"(0[38]|31)[0-9 ]{4,}.{100,}"), "CFONB 160/240"),
)
# What banks put beside their statements in an archive.
_BESIDE = (".pdf", ".txt.sig", ".sig", ".p7s", ".md5", ".sha256")
# What the standard library raises for an archive whose bytes are not what they say.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    MemoryError,
    RuntimeError,
    ValueError,
)
_SHEET_PART = "xl/workbook.xml"


class Format(StrEnum):
    """What is read here; TABLE is for a reader of spreadsheets."""

    CAMT = "camt"
    OFX = "ofx"
    CFONB = "cfonb120"
    TABLE = "table"


_READERS: dict[Format, Callable[[Path], Iterator[Event]]] = {
    Format.CAMT: camt.read,
    Format.OFX: ofx.read,
    Format.CFONB: cfonb.read,
}


@dataclass(frozen=True)
class BankFile:
    """A file as it can be read; `name` is that within an archive."""

    path: Path
    name: str
    format: Format

    def events(self) -> Iterator[Event]:
        """What it says, from its beginning. Refused as the reader of its format says."""
        return _READERS[self.format](self.path)


@contextmanager
def opened(path: Path, name: str) -> Iterator[list[BankFile]]:
    """The file, or those of an archive, unpacked as long as this lasts. Refused: over 100 MB, an
    archive that swells, one in another, a kind of file that is none of a bank's."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refuse("bank.too_large", "This file is larger than 100 MB.")
    if not size:
        raise refuse("bank.empty", "This file is empty.")
    with path.open("rb") as source:
        is_zip = source.read(4) == _ZIP
    if not is_zip:
        yield [BankFile(path, name, format_of(path))]
        return
    with tempfile.TemporaryDirectory(prefix="bank-") as folder:
        with _unpacking(), zipfile.ZipFile(path) as archive:
            if _SHEET_PART in archive.namelist():
                found = [BankFile(path, name, Format.TABLE)]
            else:
                found = _unpacked(archive, Path(folder))
        yield found


@contextmanager
def _unpacking() -> Iterator[None]:
    """What goes wrong with an archive is a refusal; a full disk is not the archive's fault."""
    try:
        yield
    except _FAULTS as error:
        raise _damaged() from error
    except OSError as error:
        # A place that is nowhere in the file; bzip2 that is none has no number.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise _damaged() from error


def format_of(path: Path) -> Format:
    """What a file is. Refused by its name: a kind that is known and not read."""
    with path.open("rb") as source:
        raw = source.read(_HEAD)
    if raw.startswith(_ZIP):
        with zipfile.ZipFile(path) as archive:
            if _SHEET_PART in archive.namelist():
                return Format.TABLE
        raise refuse("bank.nested", "There is an archive within the archive: unpack it first.")
    if raw.startswith(_PACKED):
        return Format.TABLE
    head = raw.decode(encoding_of(path), "ignore").lstrip("\ufeff \t\r\n")
    for pattern, kind in _OTHERS:
        if pattern.match(head):
            raise refuse(
                "bank.kind",
                "This is a file of kind %(kind)s, which is not read. Ask the bank for CAMT.053, "
                "CFONB120 or OFX.",
                kind=kind,
            )
    if head[:9].upper() == "OFXHEADER" or "<OFX>" in head[:2_000].upper():
        return Format.OFX
    if head.startswith("<"):
        return Format.CAMT
    return Format.CFONB if _RECORD.match(head) else Format.TABLE


def within(member: str, refused: Refused) -> Refused:
    """The same refusal, with the file of the archive that it is about."""
    told: Finding = finding("bank.member", "This is in the file %(name)s.", name=member[:120])
    return Refused([*refused.findings, told])


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> list[BankFile]:
    members = [each for each in archive.infolist() if _is_statement(each)]
    if not members:
        raise refuse("bank.nothing_inside", "There is no bank statement in this archive.")
    if len(members) > MAX_FILES:
        raise refuse(
            "bank.too_many",
            "This archive has %(count)s files; at most %(most)s are read.",
            count=len(members),
            most=MAX_FILES,
        )
    found, left = [], MAX_UNPACKED
    for place, member in enumerate(sorted(members, key=lambda each: each.filename)):
        path = folder / str(place)
        left -= _unpack(archive, member, path, min(left, MAX_BYTES))
        try:
            found.append(BankFile(path, member.filename, format_of(path)))
        except Refused as refused:
            raise within(member.filename, refused) from refused
    return found


def _is_statement(member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    hidden = name.startswith("__macosx/") or name.rpartition("/")[2].startswith(".")
    return not (member.is_dir() or hidden or name.endswith(_BESIDE)) and member.file_size > 0


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: int) -> int:
    """Write a member out; what it unpacks to is counted, not believed."""
    if member.flag_bits & 1:
        raise within(member.filename, refuse("bank.locked", "This archive wants a password."))
    size = 0
    with archive.open(member) as source, path.open("wb") as out:
        while block := source.read(_HEAD):
            size += len(block)
            if size > most:
                raise refuse(
                    "bank.swollen",
                    "Unpacked, this archive is larger than %(limit)s MB.",
                    limit=MAX_UNPACKED // 1_000_000,
                )
            out.write(block)
    return size


def _damaged() -> Refused:
    return refuse("bank.damaged", "This archive is damaged. Download it again.")
