"""What clients answer, as it was said; what was promised and disputed, and what was done."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.clients.tables import Client
from app.invoices.tables import Invoice


class ClientAnswer(Table, tablename="client_answer"):
    """What a client said, by the page of an invoice or to somebody who wrote it down; insert-only.

    `amount` is cents and `day` the one that was named; `key` is unique: the same form sent twice
    is one answer. `evidence_sha256` is the file that says who said what, when and from where;
    `is_proven` is false for an e-mail that anybody may have written in the client's name.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    invoice = ForeignKey(Invoice, null=True, default=None)
    kind = Varchar(length=8)
    origin = Varchar(length=4)
    name = Varchar(length=120, default="")
    text = Text(default="")
    amount = BigInt(null=True, default=None)
    day = Date(null=True, default=None)
    reason = Varchar(length=9, default="")
    key = Varchar(length=120)
    address = Varchar(length=60, default="")
    agent = Text(default="")
    evidence_sha256 = Varchar(length=64)
    said_on = Date()
    said_at = Timestamptz()
    is_proven = Boolean(default=True)
    recorded_by = Varchar(length=254)


class AnswerStep(Table, tablename="answer_step"):
    """What was done about an answer: a reply by e-mail, a note, its end (once); insert-only."""

    id: Serial
    answer = ForeignKey(ClientAnswer, null=False)
    kind = Varchar(length=6)
    text = Text(default="")
    message_id = BigInt(null=True, default=None)
    key = Varchar(length=120)
    done_at = Timestamptz()
    done_by = Varchar(length=254)


class Promise(Table, tablename="promise"):
    """Cents that will be there on a day. How it stands follows from the payments; `noted` is how it
    stood when the timeline was last told, or "withdrawn" once somebody ended it."""

    id: Serial
    answer = ForeignKey(ClientAnswer, null=False)
    client = ForeignKey(Client, null=False)
    amount = BigInt()
    promised_for = Date()
    holds_until = Date()
    noted = Varchar(length=9, default="running")


class PromiseItem(Table, tablename="promise_item"):
    """An invoice that a promise is about: what was open of it, and the last allocation that was
    there then. What comes after it counts."""

    id: Serial
    promise = ForeignKey(Promise, null=False)
    invoice = ForeignKey(Invoice, null=False)
    open = BigInt()
    after_allocation = BigInt()


class Dispute(Table, tablename="dispute"):
    """Cents of an invoice that its client contests; closed once, with its outcome. `credit_note`
    is the one that an accepted dispute led to."""

    id: Serial
    answer = ForeignKey(ClientAnswer, null=False)
    client = ForeignKey(Client, null=False)
    invoice = ForeignKey(Invoice, null=False)
    amount = BigInt()
    reason = Varchar(length=9)
    opened_on = Date()
    outcome = Varchar(length=9, default="open")
    credit_note = ForeignKey(Invoice, null=True, default=None)
    note = Text(default="")
    closed_on = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = Varchar(length=254, default="")


class PaymentPlan(Table, tablename="payment_plan"):
    """A plan of payments of one issued invoice, whose own due day stays: asked for by the client
    (`granted_on` None), or granted.

    `open` cents were left when it was granted, and allocations after `after_allocation` count. How
    it stands follows from the payments; `noted` is how it stood when the timeline was last told.
    """

    id: Serial
    answer = ForeignKey(ClientAnswer, null=False)
    client = ForeignKey(Client, null=False)
    invoice = ForeignKey(Invoice, null=False)
    noted = Varchar(length=9)
    open = BigInt(null=True, default=None)
    after_allocation = BigInt(default=0)
    patience = Integer(default=0)
    reason = Text(default="")
    key = Varchar(length=120, null=True, default=None)
    granted_on = Date(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = Varchar(length=254, default="")


class PaymentPlanPart(Table, tablename="payment_plan_part"):
    """Cents of a plan and their day, as asked for or as granted; insert-only. Money dated until
    `holds_until` is in time."""

    id: Serial
    plan = ForeignKey(PaymentPlan, null=False)
    is_granted = Boolean()
    position = Integer()
    amount = BigInt()
    due_on = Date()
    holds_until = Date()
