"""The plan of steps, what was proposed and sent, what was held back and why, and pauses."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.clients.tables import Client


class Plan(Table, tablename="plan"):
    """A plan of steps; the first is everybody's unless another is chosen. `gap_days` are days
    between two messages to who follows it; null: those of all plans."""

    id: Serial
    name_fr = Varchar(length=40)
    name_en = Varchar(length=40)
    gap_days = SmallInt(null=True, default=None)


class PlanChoice(Table, tablename="plan_choice"):
    """Who follows another plan, by `kind` and `value` (see `rules.PlanChoice`)."""

    id: Serial
    plan = ForeignKey(Plan, null=False)
    kind = Varchar(length=8)
    value = Varchar(length=80)


class PlanStep(Table, tablename="plan_step"):
    """A step of a plan, `days` after the due date (negative: before).

    `position` is comparable between plans, see `rules.positions`; one that was taken out of its
    plan (`retired_at`) stays for the reminders that took it. Without days (`weekdays`, "1" is
    Monday) or hours of its own it leaves in those of all plans; `recipient` is whom it goes to, see
    `rules.Recipient`.
    """

    id: Serial
    position = SmallInt()
    days = SmallInt()
    tone = Varchar(length=12)
    name_fr = Varchar(length=80)
    name_en = Varchar(length=80)
    subject_fr = Text()
    subject_en = Text()
    body_fr = Text()
    body_en = Text()
    is_automatic = Boolean(default=False)
    claims_indemnity = Boolean(default=False)
    plan_id = BigInt(default=1)
    channel = Varchar(length=6, default="email")
    retired_at = Timestamptz(null=True, default=None)
    weekdays = Varchar(length=6, default="")
    send_from = Time(null=True, default=None)
    send_until = Time(null=True, default=None)
    recipient = Varchar(length=8, default="usual")
    copies_salesperson = Boolean(default=False)


class Reminder(Table, tablename="reminder"):
    """One message to one client for all that is late; one open (proposed, approved) at a time.

    `items` is JSON, the invoices it names: [instalment_id, invoice_id, number, due_on, open];
    `taken_back` the reason why it was when nothing took its place; `channel_why` why it goes by
    another channel than its step, `note` what came of a call; `own_address` (an e-mail or a number)
    reaches whom its step chose instead of the usual one, `own_why` says why it goes to the usual
    one all the same.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    step = ForeignKey(PlanStep, null=False)
    proposed_on = Date()
    state = Varchar(length=10, default="proposed")
    language = Varchar(length=2)
    subject = Text()
    body = Text()
    amount = BigInt()
    why = Text()
    message_id = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = Varchar(length=254, default="")
    sent_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    items = Text(default="[]")
    reworded_by = Varchar(length=254, default="")
    taken_back = Text(default="")
    plan_why = Text(default="")
    channel = Varchar(length=6, default="email")
    channel_why = Text(default="")
    note = Text(default="")
    own_address = Varchar(length=254, default="")
    own_why = Text(default="")


class ReminderItem(Table, tablename="reminder_item"):
    """A step taken for an instalment, with what was open that day; (instalment, step) once."""

    id: Serial
    reminder = ForeignKey(Reminder, null=False)
    step = ForeignKey(PlanStep, null=False)
    instalment_id = BigInt()
    invoice_id = BigInt()
    open = BigInt()
    is_active = Boolean(default=True)


class Hold(Table, tablename="reminder_hold"):
    """Why a client was not chased on a day."""

    id: Serial
    client = ForeignKey(Client, null=False)
    day = Date()
    code = Varchar(length=40)
    message = Text()
    facts = Text(default="{}")


class ReminderPause(Table, tablename="reminder_pause"):
    """A client or one invoice left in peace, until a day or until it is lifted; `because` says what
    kind of pause it is."""

    id: Serial
    client = ForeignKey(Client, null=False)
    invoice_id = BigInt(null=True, default=None)
    until_on = Date(null=True, default=None)
    reason = Text(default="")
    created_at = Timestamptz()
    created_by = Varchar(length=254)
    lifted_at = Timestamptz(null=True, default=None)
    because = Varchar(length=10, default="rest")


class ReminderLimits(Table, tablename="reminder_limits"):
    """The owner's limits (its id is always 1): days between two messages, cents worth writing for,
    days after which a bank statement is too old, days of the week on which messages leave ("1" is
    Monday)."""

    id: Serial
    gap_days = SmallInt(default=7)
    least = BigInt(default=500)
    stale_days = SmallInt(null=True, default=10)
    weekdays = Varchar(length=6, default="12345")
