"""What happens by itself: one thing on one day, with its reason and the place that stops it. Pure.

A capability that acts by itself says here what it will do, from the same rules by which it acts: a
test plays thirty days and compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from app.core.errors import N_, Finding

DAYS = 30


class Kind(StrEnum):
    """What it is."""

    INVOICE = "invoice"
    DRAFT = "draft"
    REMINDER = "reminder"
    APPROVAL = "approval"
    NOTICE = "notice"
    HANDING = "handing"
    DEBIT = "debit"
    STATEMENT = "statement"
    ENTRIES = "entries"
    RENEWAL = "renewal"
    TRIAL = "trial"
    MANDATE = "mandate"
    QUOTE = "quote"
    ALERTS = "alerts"
    PAYMENTS = "payments"
    TURN = "turn"
    DEADLINE = "deadline"


class Family(StrEnum):
    """By what the page is narrowed."""

    INVOICES = "invoices"
    REMINDERS = "reminders"
    DEBITS = "debits"
    LETTERS = "letters"
    DEADLINES = "deadlines"


FAMILIES = {
    Family.INVOICES: (N_("Invoices"), (Kind.INVOICE, Kind.DRAFT)),
    Family.REMINDERS: (N_("Reminders"), (Kind.REMINDER, Kind.APPROVAL)),
    Family.DEBITS: (N_("Direct debits"), (Kind.NOTICE, Kind.HANDING, Kind.DEBIT)),
    Family.LETTERS: (
        N_("Letters"),
        (
            Kind.STATEMENT,
            Kind.ENTRIES,
            Kind.RENEWAL,
            Kind.TRIAL,
            Kind.MANDATE,
            Kind.QUOTE,
            Kind.ALERTS,
            Kind.PAYMENTS,
        ),
    ),
    Family.DEADLINES: (N_("Terms and ends"), (Kind.TURN, Kind.DEADLINE)),
}
ICONS = {
    Kind.INVOICE: "file-text",
    Kind.DRAFT: "file-pen",
    Kind.REMINDER: "bell",
    Kind.APPROVAL: "bell",
    Kind.NOTICE: "repeat",
    Kind.HANDING: "repeat",
    Kind.DEBIT: "repeat",
    Kind.STATEMENT: "mail",
    Kind.ENTRIES: "book-open",
    Kind.RENEWAL: "mail",
    Kind.TRIAL: "mail",
    Kind.MANDATE: "mail",
    Kind.QUOTE: "mail",
    Kind.ALERTS: "mail",
    Kind.PAYMENTS: "mail",
    Kind.TURN: "calendar-days",
    Kind.DEADLINE: "calendar-days",
}


class Halt(StrEnum):
    """How it is stopped: here, by a button, or at the place that `href` leads to."""

    ENTRY = "entry"
    CLIENT = "client"
    PLACE = "place"


@dataclass(frozen=True)
class Happening:
    """One thing. `subject` tells it from the others of its day; `cents` is what it is about, None
    when it is about no amount. `asks`: nothing leaves until a person has decided. `halt_id` is what
    its button stops; `is_stopped`: it would happen, and somebody has stopped it."""

    day: date
    kind: Kind
    subject: str
    what: Finding
    why: Finding
    href: str
    client_id: int | None = None
    client: str = ""
    cents: int | None = None
    asks: bool = False
    halt: Halt = Halt.PLACE
    halt_id: int = 0
    is_stopped: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def is_sure(self) -> bool:
        """Whether it happens without anybody."""
        return not (self.asks or self.is_stopped or self.kind is Kind.DEADLINE)


@dataclass(frozen=True)
class Day:
    """What a day brings."""

    on: date
    happenings: tuple[Happening, ...]


def days_from(on: date) -> list[date]:
    """The day and the thirty that follow."""
    return [on + timedelta(days=n) for n in range(DAYS + 1)]


def by_day(happenings: Iterable[Happening]) -> list[Day]:
    """Day by day, by kind and client within each."""
    order = list(Kind)
    found = sorted(happenings, key=lambda h: (h.day, order.index(h.kind), h.client, h.subject))
    return [Day(on, tuple(some)) for on, some in groupby(found, key=lambda each: each.day)]


def family_of(kind: Kind) -> Family:
    """The family of a kind."""
    return next(family for family, (_, kinds) in FAMILIES.items() if kind in kinds)
