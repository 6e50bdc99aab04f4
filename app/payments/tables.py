"""Money received."""

from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client
from app.invoices.tables import Invoice


class Receipt(Table, tablename="receipt"):
    """Money received from a client, in cents; insert-only. Negative when it reverses another, or
    when it is paid back: out of what is left of the receipt `refunds`; 0 when it comes out of a
    credit note, on which it is allocated. The reversal of a refund names the same.

    `key` is unique: the same form sent twice is one receipt.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    method = Varchar(length=10)
    amount = BigInt()
    received_on = Date()
    reference = Varchar(length=140, default="")
    note = Text(default="")
    key = Varchar(length=80)
    reverses = BigInt(null=True, default=None)
    refunds = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class WriteOff(Table, tablename="write_off"):
    """What was left of an invoice and is not waited for any more, in cents; insert-only. Negative
    when it undoes another (`reverses`). `vat` is what of its VAT had never become due and left
    44587 with it, `recovered` what had been due at issue and is had back. Its allocations have its
    `kind` as their source, and its id.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    invoice = ForeignKey(Invoice, null=False)
    kind = Varchar(length=12)
    amount = BigInt()
    vat = BigInt()
    recovered = BigInt(default=0)
    reason = Varchar(length=12)
    note = Text()
    counts_on = Date()
    key = Varchar(length=80)
    reverses = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class ChequeDeposit(Table, tablename="cheque_deposit"):
    """A slip of cheques for the bank, in cents; `key` is unique: the same form sent twice is one
    slip. Never changed but to be cancelled."""

    id: Serial
    number = BigInt()
    deposited_on = Date()
    pieces = BigInt()
    total = BigInt()
    key = Varchar(length=80)
    cancelled_on = Date(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class ChequeDepositItem(Table, tablename="cheque_deposit_item"):
    """A cheque on a slip; on one at a time, not `is_live` any more when the slip is cancelled."""

    id: Serial
    deposit = ForeignKey(ChequeDeposit, null=False)
    receipt = ForeignKey(Receipt, null=False)
    is_live = Boolean()


class ReceiptBalance(Table, tablename="receipt_balance"):
    """What of a receipt is not allocated yet: a projection, recomputed by `check`."""

    id: Serial
    receipt = ForeignKey(Receipt, null=False)
    client_id = BigInt()
    received_on = Date()
    open = BigInt()


class CardCheckout(Table, tablename="card_checkout"):
    """A payment by card that a client began, in cents: `amount` asked, `taken` what the provider
    took and `fee` what it kept of that. `receipt_id` is the money received; set once. `payment` is
    the provider's name for what it took, by which it tells of money taken back."""

    id: Serial
    key = Varchar(length=40)
    provider = Varchar(length=6)
    invoice = ForeignKey(Invoice, null=False)
    amount = BigInt()
    state = Varchar(length=8)
    session = Varchar(length=120, null=True, default=None)
    address = Text(default="")
    asked_at = Timestamptz()
    until = Timestamptz()
    receipt_id = BigInt(null=True, default=None)
    taken = BigInt(null=True, default=None)
    fee = BigInt(null=True, default=None)
    payment = Varchar(length=120, null=True, default=None)


class CardBack(Table, tablename="card_back"):
    """Money that a provider gave back to the client, or that the client's bank took, in cents; once
    by the provider's name for it, unique. `fee` is what it cost besides. `receipt_id` is the
    receipt below zero, None when all of the payment had been undone before. `returned`: it came
    back after all (a refund that failed, a dispute that was won). `over_at`: nothing more is waited
    for, by what the provider told or a person said."""

    id: Serial
    name = Varchar(length=120)
    checkout = ForeignKey(CardCheckout, null=False)
    why = Varchar(length=9)
    amount = BigInt()
    fee = BigInt(default=0)
    state = Varchar(length=8)
    receipt_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    over_at = Timestamptz(null=True, default=None)


class CardEvent(Table, tablename="card_event"):
    """What a provider told, by its own name for it, unique: told again it changes nothing."""

    id: Serial
    event = Varchar(length=160)
    checkout = ForeignKey(CardCheckout, null=False)
    ending = Varchar(length=8)
    told_at = Timestamptz()
    recorded_at = Timestamptz()
