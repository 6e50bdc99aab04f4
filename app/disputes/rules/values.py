"""Kinds of answers, of disputes and of what became of them; their labels are message ids."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.errors import N_

MAX_NAME = 120
MAX_TEXT = 2_000


class Kind(StrEnum):
    """What a client said."""

    PROMISE = "promise"
    DISPUTE = "dispute"
    QUESTION = "question"
    CALL = "call"
    MAIL = "mail"
    PLAN = "plan"


class Origin(StrEnum):
    """How it came: by the client's page of an invoice, written down by one of us, or by e-mail."""

    PAGE = "page"
    HAND = "hand"
    MAIL = "mail"


class StepKind(StrEnum):
    """What was done about an answer; `theirs` is somebody's word that the client wrote an e-mail of
    which that is not proven, `doubt` that word taken back."""

    REPLY = "reply"
    NOTE = "note"
    CLOSED = "closed"
    THEIRS = "theirs"
    DOUBT = "doubt"


class Stage(StrEnum):
    """Whether an answer asks for somebody, runs by itself, or is over."""

    ASKS = "asks"
    RUNS = "runs"
    DONE = "done"


class Reason(StrEnum):
    """Why an invoice is contested."""

    PRICE = "price"
    WORK = "work"
    MISSING = "missing"
    DOUBLE = "double"
    PAID = "paid"
    DETAILS = "details"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a dispute: the client was right, was not, or no longer contests."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


KIND_LABELS = {
    Kind.PROMISE: N_("Promise of payment"),
    Kind.DISPUTE: N_("Dispute"),
    Kind.QUESTION: N_("Question"),
    Kind.CALL: N_("Phone call"),
    Kind.MAIL: N_("E-mail received"),
    Kind.PLAN: N_("Plan of payments"),
}
REASON_LABELS = {
    Reason.PRICE: N_("The price or the quantity is not what was agreed"),
    Reason.WORK: N_("The work or the goods are not as they should be"),
    Reason.MISSING: N_("Something was not delivered or not done"),
    Reason.DOUBLE: N_("It was invoiced already"),
    Reason.PAID: N_("It is paid already"),
    Reason.DETAILS: N_("A name, an address or an order number is wrong"),
    Reason.OTHER: N_("Another reason"),
}
OUTCOME_LABELS = {
    Outcome.OPEN: N_("In dispute"),
    Outcome.ACCEPTED: N_("Accepted: the client was right"),
    Outcome.REJECTED: N_("Rejected: the invoice stands"),
    Outcome.WITHDRAWN: N_("Withdrawn by the client"),
}


@dataclass(frozen=True)
class Words:
    """What was said: by whom, from where, recorded by whom. `key` is one for each form; `is_proven`
    is false where anybody may have said it in the client's name."""

    name: str
    text: str
    key: str
    by: str
    origin: Origin = Origin.PAGE
    address: str = ""
    agent: str = ""
    is_proven: bool = True


@dataclass(frozen=True)
class Said:
    """An answer before it is kept; cents. `title` is what people call the invoice,
    `parts` are the days and amounts of a plan."""

    kind: Kind
    client_id: int
    invoice_id: int | None
    title: str
    words: Words
    on: date
    at: datetime
    amount: int | None = None
    day: date | None = None
    reason: str = ""
    open: int = 0
    parts: tuple[tuple[date, int], ...] = ()
