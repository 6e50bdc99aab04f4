"""Numbers of documents: `F{year}-{n:06}` gives F2026-000123 (XP Z12-012, BR-FR-01 and 02)."""

import re
from datetime import date

from app.core.errors import refuse

_ALLOWED = re.compile(r"[A-Za-z0-9+\-_/]{1,35}")
_PLACES = re.compile(r"\{(year|n(?::0?\d{1,2})?)\}")
_LARGEST = 10**9


def series_year(format: str, on: date) -> int:
    """The year that a series counts in: a format that names the year starts again each year;
    any other counts on for ever (0)."""
    return on.year if "{year}" in format else 0


def number(format: str, on: date, n: int) -> str:
    """The number of the n-th document of a series. Refused: a result that is no legal number."""
    written = _PLACES.sub(lambda place: _write(place[1], on, n), format)
    if not _ALLOWED.fullmatch(written):
        raise refuse(
            "invoices.number_format",
            "“%(format)s” makes numbers that are not allowed: at most 35 letters, digits, + - _ /.",
            format=format,
        )
    return written


def check_format(format: str, field: str | None = None) -> None:
    """Refused: a format without one `{n}`, with unknown places, or with illegal numbers."""
    counts = [place for place in _PLACES.findall(format) if place.startswith("n")]
    left = _PLACES.sub("", format)
    if len(counts) != 1 or "{" in left or "}" in left:
        raise refuse(
            "invoices.number_format_n",
            "Write the place of the count once, for example F{year}-{n:06}.",
            field,
        )
    number(format, date(2099, 12, 31), _LARGEST)


def _write(place: str, on: date, n: int) -> str:
    if place == "year":
        return f"{on.year:04}"
    width = place.partition(":")[2]
    return str(n).zfill(int(width)) if width else str(n)
