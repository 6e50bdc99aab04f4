"""What was announced, the files for the bank, and what came back."""

from piccolo.columns import (
    BigInt,
    Date,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.clients.tables import Client
from app.mandates.tables import Mandate


class DebitBatch(Table, tablename="debit_batch"):
    """A file for the bank, kept byte for byte; insert-only. `key` is unique: asked for twice, it is
    the same. `total` in cents."""

    id: Serial
    message_id = Varchar(length=35)
    scheme = Varchar(length=4)
    collect_on = Date()
    version = Varchar(length=2)
    pieces = BigInt()
    total = BigInt()
    sha256 = Varchar(length=64)
    key = Varchar(length=64)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class Debit(Table, tablename="debit"):
    """An instalment to be debited, in cents; unique on it and the attempt.

    `announced` (the client is told) → `handed` (in a file) → `collected` (`receipt_id`) or
    `returned`; or `dropped`, with the reason. `collect_on` is the day that was announced; a file
    that was late may move it.
    """

    id: Serial
    instalment = BigInt()
    attempt = SmallInt()
    invoice_id = BigInt()
    client = ForeignKey(Client, null=False)
    mandate = ForeignKey(Mandate, null=False)
    amount = BigInt()
    due_on = Date()
    collect_on = Date()
    notice_days = SmallInt()
    end_to_end_id = Varchar(length=35)
    state = Varchar(length=9, default="announced")
    reason = Varchar(length=20, default="")
    batch = BigInt(null=True, default=None)
    receipt_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class DebitReturn(Table, tablename="debit_return"):
    """A debit that came back, once; insert-only. `code` is the bank's; `fee` in cents is what it
    took; `reversal_id` the receipt that undid the money, when it had been collected; `source` who
    said so: a person, a file of the bank, or a line of the statement. `note` is free."""

    id: Serial
    debit = ForeignKey(Debit, null=False)
    code = Varchar(length=10)
    returned_on = Date()
    fee = BigInt(default=0)
    reversal_id = BigInt(null=True, default=None)
    source = Varchar(length=9)
    note = Text(default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
