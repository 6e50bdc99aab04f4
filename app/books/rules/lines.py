"""A line of the books as it is exported or shown, and sums over several."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class BookLine(NamedTuple):
    """Cents, at least 0; `letter` and `lettered_on` are of the client's account alone, "" and
    None where it is open."""

    account: str
    client_id: int | None
    client: str
    debit: int
    credit: int
    letter: str = ""
    lettered_on: date | None = None


class BookEntry(NamedTuple):
    """An entry with its lines; `valid_on` is the day on which it was recorded."""

    entry: int
    journal: str
    day: date
    piece: str
    label: str
    subject: str
    valid_on: date
    lines: list[BookLine]


def sums(rows: Iterable[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """Each of four columns added up."""
    before = debit = credit = after = 0
    for row in rows:
        before, debit, credit, after = (
            before + row[0],
            debit + row[1],
            credit + row[2],
            after + row[3],
        )
    return before, debit, credit, after
