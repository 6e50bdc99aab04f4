"""The business as a creditor; the mandates of its clients, how they were signed and changed."""

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


class Creditor(Table, tablename="creditor"):
    """One row (its id is always 1), as `rules.Creditor` says."""

    id: Serial
    ics = Varchar(length=35, default="")
    version = Varchar(length=2, default="02")
    address = Varchar(length=10, default="none")
    batch_booking = Boolean(default=True)
    says_first = Boolean(default=False)
    lead_days = SmallInt(default=2)
    cutoff = Time()
    notice_days = SmallInt(default=14)
    asked_on = Date(null=True, default=None)
    contract_on = Date(null=True, default=None)
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class Mandate(Table, tablename="mandate"):
    """A mandate; what was signed never changes but by an amendment, which is noted.

    `told_iban` is the account of its last debit: another `iban` is told to the bank as amended.
    `notice_days` is what was agreed when it was made. `registered_on` is for B2B: the day on which
    the client said that their bank knows it. `is_last`: the next debit is the last one under it.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    reference = Varchar(length=35)
    scheme = Varchar(length=4)
    recurrence = Varchar(length=9)
    name = Varchar(length=70)
    iban = Varchar(length=34, default="")
    told_iban = Varchar(length=34, default="")
    notice_days = SmallInt(default=14)
    asked_on = Date(null=True, default=None)
    registered_on = Date(null=True, default=None)
    last_used_on = Date(null=True, default=None)
    is_last = Boolean(default=False)
    ended_on = Date(null=True, default=None)
    ending = Varchar(length=8, default="")
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class MandateSignature(Table, tablename="mandate_signature"):
    """How a mandate was signed, once; insert-only. `sha256` is the evidence: the JSON of what was
    on the page and who signed, or the scan of the paper ("" when there is none)."""

    id: Serial
    mandate = ForeignKey(Mandate, null=False)
    way = Varchar(length=5)
    signed_on = Date()
    name = Varchar(length=120)
    place = Varchar(length=80, default="")
    iban = Varchar(length=34)
    address = Varchar(length=60, default="")
    agent = Text(default="")
    sha256 = Varchar(length=64, default="")
    media_type = Varchar(length=80, default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class MandateAmendment(Table, tablename="mandate_amendment"):
    """Another account under the same mandate, from a day; insert-only."""

    id: Serial
    mandate = ForeignKey(Mandate, null=False)
    old_iban = Varchar(length=34)
    new_iban = Varchar(length=34)
    amended_on = Date()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class DebitChoice(Table, tablename="debit_choice"):
    """Whether a contract, or an invoice, is paid by direct debit; an invoice's own choice goes
    before its contract's. Unique on its subject."""

    id: Serial
    subject_kind = Varchar(length=8)
    subject_id = BigInt()
    wanted = Boolean()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)
