"""A logo is a PNG or a JPEG of reasonable size; nothing that could hold a script (no SVG)."""

from collections.abc import Iterator
from enum import StrEnum

from app.core.errors import Refused, refuse

LOGO_MOST = 1_000_000
_SIDE_MOST = 5000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Start-of-frame markers, which hold the size; C4, C8 and CC are other tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class LogoKind(StrEnum):
    """The media type of a logo."""

    PNG = "image/png"
    JPEG = "image/jpeg"


def logo_kind(data: bytes) -> LogoKind:
    """What the bytes are, by their own beginning, whatever their name says.

    Refused: other kinds, more than 1 MB, more than 5000 pixels on a side, a size that cannot be
    read.
    """
    if len(data) > LOGO_MOST:
        raise _refused("A logo is a PNG or JPEG image of at most 1 MB.")
    if data.startswith(_PNG):
        kind, size = LogoKind.PNG, _png_size(data)
    elif data.startswith(_JPEG):
        kind, size = LogoKind.JPEG, next(_jpeg_sizes(data), None)
    else:
        raise _refused("A logo is a PNG or JPEG image of at most 1 MB.")
    if size is None or not all(0 < side <= _SIDE_MOST for side in size):
        raise _refused("This image cannot be read, or has more than 5000 pixels on a side.")
    return kind


def _refused(message: str) -> Refused:
    return refuse("settings.logo", message, "logo")


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = (
            data[position + 1],
            int.from_bytes(data[position + 2 : position + 4], "big"),
        )
        if marker in _FRAMES:
            height, width = data[position + 5 : position + 7], data[position + 7 : position + 9]
            yield int.from_bytes(width, "big"), int.from_bytes(height, "big")
        position += 2 + length
