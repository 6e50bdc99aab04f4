"""What an entry and a link of the chain are; French chart of accounts. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import month_end
from app.core.errors import refuse
from app.core.fiscal_years import FiscalYears

CLIENTS = "411"
DOUBTFUL = "416"
BANK = "512"
CASH = "530"
CARD = "5115"
CHEQUES = "5112"
TRANSFERS = "580"
OPENING = "890"
TO_IDENTIFY = "471"
SERVICES = "706"
GOODS = "707"
SERVICES_EU = "7062"
GOODS_EU = "7072"
SERVICES_ABROAD = "7063"
GOODS_ABROAD = "7073"
VAT_DUE = "44571"
VAT_PENDING = "44587"
ADVANCES = "4191"
PORTS = "7085"
DISCOUNTS_GIVEN = "665"
LATE_INTEREST = "7631"
INDEMNITIES = "7588"
ROUNDING_LOSS = "658"
ROUNDING_GAIN = "758"
LOSSES = "654"
BANK_FEES = "627"
DEPRECIATION = "491"
DEPRECIATED = "68174"
RELEASED = "78174"

RECEIVABLE = (CLIENTS, DOUBTFUL)
FIRST_HASH = "0" * 64


class Journal(StrEnum):
    """Where an entry is kept."""

    SALES = "VE"
    BANK = "BQ"
    CASH = "CA"
    MISC = "OD"
    OPENING = "AN"


@dataclass(frozen=True)
class Line:
    """One side of an entry in cents, at least 0; `client_id` is the auxiliary of 411 and 416."""

    account: str
    debit: int
    credit: int
    client_id: int | None = None


@dataclass(frozen=True)
class Posting:
    """An entry to be posted; `subject` names its act and is unique ("invoice:12")."""

    journal: str
    day: date
    piece: str
    label: str
    subject: str
    lines: tuple[Line, ...]


def debit(account: str, cents: int, client_id: int | None = None) -> list[Line]:
    """A debit in cents; negative cents make a credit, zero makes nothing.

    >>> debit("411", -5)
    [Line(account='411', debit=0, credit=5, client_id=None)]
    """
    if cents == 0:
        return []
    return [Line(account, max(cents, 0), max(-cents, 0), client_id)]


def credit(account: str, cents: int, client_id: int | None = None) -> list[Line]:
    """A credit in cents; negative cents make a debit, zero makes nothing."""
    return debit(account, -cents, client_id)


def check(posting: Posting) -> None:
    """Refused: an entry without lines, unbalanced, or on a client's account without a client."""
    debits = sum(line.debit for line in posting.lines)
    credits = sum(line.credit for line in posting.lines)
    if not posting.lines or debits != credits:
        raise refuse(
            "accounting.unbalanced",
            "The entry “%(subject)s” does not balance: %(debit)s against %(credit)s cents.",
            subject=posting.subject,
            debit=debits,
            credit=credits,
        )
    if any(line.account in RECEIVABLE and line.client_id is None for line in posting.lines):
        raise refuse(
            "accounting.no_client",
            "The entry “%(subject)s” has a client account without its client.",
            subject=posting.subject,
        )


def canonical(payload: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spaces: the same facts are always the same text."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link_hash(previous: str, payload: str) -> str:
    """SHA-256 of the previous link's hash, a line feed and the payload, all in UTF-8."""
    return hashlib.sha256(f"{previous}\n{payload}".encode()).hexdigest()


def broken_links(
    links: Iterable[tuple[int, str, str, str]], after: int = 0, last: str = FIRST_HASH
) -> list[int]:
    """The numbers of the links (n, payload, previous, hash) that do not follow, in order.

    `after` and `last` are the number and hash of the link before the first one given.
    """
    expected_n, expected_previous = after + 1, last
    broken: list[int] = []
    for n, payload, previous, found in links:
        follows = n == expected_n and previous == expected_previous
        if not follows or link_hash(previous, payload) != found:
            broken.append(n)
        expected_n, expected_previous = n + 1, found
    return broken


class PeriodKind(StrEnum):
    """What is closed at once."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """Days that are closed together, both included."""

    kind: PeriodKind
    first: date
    last: date


@dataclass(frozen=True)
class Totals:
    """What the entries of a period come to: how many, and cents of debits (as of credits), of
    income (class 7) and of charges (class 6)."""

    entries: int
    debit: int
    income: int
    charges: int


def following(
    first_entry: date | None,
    month_closed: date | None,
    year_closed: date | None,
    today: date,
    years: FiscalYears,
) -> list[Period]:
    """What can be closed next. Months follow each other without hole, from that of the first entry
    (with all that is before its end), each once it is over; a year, once its months are closed."""
    found: list[Period] = []
    start = first_entry if month_closed is None else month_closed + timedelta(days=1)
    if start is not None and month_end(start) < today:
        found.append(Period(PeriodKind.MONTH, start.replace(day=1), month_end(start)))
    begin = first_entry if year_closed is None else year_closed + timedelta(days=1)
    if begin is not None and month_closed is not None:
        year = years.of(begin)
        if year.last <= month_closed:
            found.append(Period(PeriodKind.YEAR, year.first, year.last))
    return found


def judge_period(asked: Period, possible: Iterable[Period]) -> None:
    """Refused: a period that is not the next of its kind, or not over."""
    if asked not in possible:
        raise refuse(
            "accounting.not_next",
            "The period up to %(day)s cannot be closed now: months are closed one after the other"
            " once they are over, and a year after its last month.",
            day=asked.last,
        )
