"""What the rules are asked about, and what they answer: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from app.core.errors import Finding, finding

GAP_DAYS = 7
STALE_DAYS = 10
LEAST = 500
# 1 is Monday (ISO 8601).
WEEKDAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Limits:
    """The owner's limits: days between two messages, cents under which nobody is written to, days
    after which the last bank statement is too old to say who has paid (None: never), and the days
    of the week on which messages leave (1 is Monday)."""

    gap_days: int = GAP_DAYS
    least: int = LEAST
    stale_days: int | None = STALE_DAYS
    weekdays: tuple[int, ...] = WEEKDAYS


class Channel(StrEnum):
    """How a client is reached: by an e-mail, or by a person with a letter, a call, a short text."""

    EMAIL = "email"
    LETTER = "letter"
    CALL = "call"
    TEXT = "text"


class Recipient(StrEnum):
    """Whom a step goes to at a client: the usual one (the contact for chasing, else for billing,
    else the client), the client itself, or the contact of one role."""

    USUAL = "usual"
    CLIENT = "client"
    BILLING = "billing"
    SITE = "site"
    MANAGER = "manager"


@dataclass(frozen=True)
class Person:
    """How one of a client's people is reached; `is_refused`: the address refused the last
    message."""

    email: str = ""
    phone: str = ""
    is_refused: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a plan, `days` after the due day (negative: before it). Its position is comparable
    between plans: whoever changes plan does not climb the same rung twice. No `weekdays`, no
    `send_from`: it leaves in those of all plans."""

    id: int
    position: int
    days: int
    tone: str
    is_automatic: bool
    claims_indemnity: bool
    plan_id: int = 1
    channel: Channel = Channel.EMAIL
    weekdays: tuple[int, ...] = ()
    send_from: time | None = None
    send_until: time | None = None
    recipient: Recipient = Recipient.USUAL
    copies_salesperson: bool = False


@dataclass(frozen=True)
class OpenItem:
    """An instalment still open, and the highest step already taken for it (0: none). `planned_on`
    is the day of what is next by the plan of payments that runs."""

    instalment_id: int
    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    open: int
    step_done: int = 0
    is_disputed: bool = False
    is_contested: bool = False
    is_paused: bool = False
    promised_on: date | None = None
    planned_on: date | None = None
    debit_on: date | None = None

    def age(self, on: date) -> int:
        return (on - self.due_on).days


@dataclass(frozen=True)
class Situation:
    """All that matters of one client before a reminder is proposed.

    `promised_on` is the day by which the client said that everything is paid, `read_until` the
    last day that the bank statements tell (None: none was ever read), `plan_why` why this plan;
    `phone` reaches the client, `has_post` says that its postal address is complete, `is_refused`
    that its e-mail address refused the last message, `wrote_on` the day of an e-mail of theirs
    that nobody has dealt with; `people` are those whom a step may choose; `own_gap` are the days
    between two messages that its plan has of its own (None: those of all plans).
    """

    client_id: int
    name: str
    kind: str
    email: str
    items: tuple[OpenItem, ...]
    unallocated: int = 0
    is_paused: bool = False
    is_insolvent: bool = False
    promised_on: date | None = None
    last_contact_on: date | None = None
    read_until: date | None = None
    limits: Limits = field(default_factory=Limits)
    plan_id: int = 1
    plan_why: Finding | None = None
    phone: str = ""
    has_post: bool = False
    is_refused: bool = False
    wrote_on: date | None = None
    people: Mapping[Recipient, Person] = field(default_factory=dict)
    own_gap: int | None = None

    @property
    def gap_days(self) -> int:
        """Days between two messages to this client."""
        return self.limits.gap_days if self.own_gap is None else self.own_gap


@dataclass(frozen=True)
class Proposal:
    """One message to one client: its step, all it asks for, and the steps it takes; `channel_why`
    says why it goes by another channel than the step's. `own_address` is that of whom the step
    chose, "" for the usual one, `own_why` why it goes to the usual one all the same."""

    client_id: int
    step: Step
    items: tuple[OpenItem, ...]
    taken: tuple[tuple[OpenItem, Step], ...]
    why: Finding
    channel: Channel = Channel.EMAIL
    channel_why: Finding | None = None
    own_address: str = ""
    own_why: Finding | None = None

    @property
    def amount(self) -> int:
        return sum(item.open for item in self.items)


@dataclass(frozen=True)
class Held:
    """A client who would be due a reminder and is left alone: the first reason, and the others."""

    client_id: int
    reason: Finding
    also: tuple[Finding, ...] = ()

    @property
    def reasons(self) -> tuple[Finding, ...]:
        return (self.reason, *self.also)


def why_withdrawn(
    items: tuple[int, ...], situation: Situation | None, made: Proposal | Held | None
) -> Finding | None:
    """Why a reminder that named these instalments is taken back; None when another, with the
    figures of the day, takes its place."""
    if isinstance(made, Proposal):
        return None
    if isinstance(made, Held):
        return made.reason
    owed = {item.instalment_id for item in situation.items if item.open > 0} if situation else ()
    if not set(items) & set(owed):
        return finding("reminders.paid", "What it asked for is paid.")
    return finding("reminders.no_longer", "Its step is not due any more.")
