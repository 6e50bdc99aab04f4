"""One line of the books with its entry, as ledgers and exports read it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class BookLine(NamedTuple):
    """Cents, at least 0; `letter` and `lettered_on` are of the client's account alone, "" and
    None where it is open. `valid_on` is the day on which the entry was recorded."""

    entry: int
    journal: str
    day: date
    piece: str
    label: str
    subject: str
    valid_on: date
    account: str
    client_id: int | None
    client: str
    debit: int
    credit: int
    letter: str = ""
    lettered_on: date | None = None


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
