"""How a CSV file is written: its encoding, told from all of its bytes, and its separator."""

import codecs
import re
from hashlib import sha256
from pathlib import Path

from app.adapters.spreadsheet_files.sheet import SEPARATORS, Text, records
from app.core.errors import Refused, refuse

_BLOCK = 1 << 20
# "Ã©": in a file that is not UTF-8, UTF-8 letters show that two encodings are mixed.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")


def written(path: Path, head: bytes) -> tuple[str, Text]:
    """The file's hash, and how it is written. Refused: no text, or two encodings at once."""
    digest, encoding = _scan(path, head)
    return digest, Text(path, encoding, _separator(path, encoding))


def _scan(path: Path, head: bytes) -> tuple[str, str]:
    encodings = _candidates(head)
    decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
    digest, has_utf8_letters = sha256(), False
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
            if not encodings[0].startswith("utf-16") and b"\0" in block:
                raise refuse(
                    "sheet.binary", "This is not a text file. Save it as CSV UTF-8 or as XLSX."
                )
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
    """What the first lines are separated by: "sep=;" says it, else what cuts them into most."""
    with path.open(encoding=encoding, newline="") as source:
        first = next((line.strip() for line in source if line.strip()), "")
    if re.fullmatch(r'"?sep=(.)"?', first):
        return first.strip('"')[4]
    best, most = SEPARATORS[0], 0
    for candidate in SEPARATORS:
        cells = _widest(Text(path, encoding, candidate))
        if cells > most:
            best, most = candidate, cells
    return best


def _widest(text: Text) -> int:
    """How many cells the titles are cut into; a line of a single one is a name above the table."""
    found = 0
    try:
        for line, _ in zip(records(text), range(4), strict=False):
            found = len(line.cells)
            if found > 1:
                break
    except Refused:
        return 0
    return found
