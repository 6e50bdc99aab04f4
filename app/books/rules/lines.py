"""One line of the books with its entry, as ledgers and exports read it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BookLine:
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
