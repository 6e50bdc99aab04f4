"""How a text file is written: told from all of its bytes, since headers are often wrong."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import refuse

CHUNK = 1 << 16
_SAMPLE = 4_000


def encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 where the whole file is that, else that of Windows. Refused: neither."""
    with path.open("rb") as source:
        head = source.read(_SAMPLE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head[1::2].count(0) > len(head) // 3:
        candidates = ("utf-16-le",)
    elif head[0::2].count(0) > len(head) // 3:
        candidates = ("utf-16-be",)
    else:
        candidates = ("utf-8-sig", "cp1252")
    for name in candidates:
        if _is_written(path, name):
            return name
    raise refuse(
        "bank.encoding",
        "The letters of this file are written in no known way. Download it again.",
    )


def blocks(path: Path, encoding: str) -> Iterator[str]:
    """The text, piece by piece."""
    with path.open(encoding=encoding, newline="") as source:
        while block := source.read(CHUNK):
            yield block


def lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; one that is longer comes in pieces of exactly CHUNK characters,
    all with its number."""
    with path.open(encoding=encoding) as source:
        number, goes_on = 0, False
        while line := source.readline(CHUNK):
            number += not goes_on
            goes_on = len(line) == CHUNK and not line.endswith("\n")
            yield number, line if goes_on else line.rstrip("\r\n\x1a")


def _is_written(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source:
            while block := source.read(CHUNK):
                decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
