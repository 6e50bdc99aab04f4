"""Documents that are owed: drafts, issued invoices, credit notes, openings; what settles them.

Issued rows never change: triggers refuse UPDATE and DELETE. `Balance` is a projection.
"""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class Invoice(Table, tablename="invoice"):
    """An invoice or credit note. Amounts in cents including sign: a credit note is negative.

    `total` is with VAT; what is to pay is total - prepaid + rounding. `purpose` tells a deposit, a
    correction (of `corrects`), a discount for paying early from a sale; `basis` is the draft that
    a deposit was asked for. `waiting` is the VAT that was not due at issue (null: of before, by
    the seller's regime). `allowances` and `charges` are what the whole document adds to its lines.

    `origin` is own (our series) or opening (imported history, its own number). `source` is the
    unique subject that caused it (`entry:12`, `sale:<key>`, `credit:7`), null when typed by hand.
    """

    id: Serial
    origin = Varchar(length=8, default="own")
    kind = Varchar(length=12)
    state = Varchar(length=8, default="draft")
    client = ForeignKey(Client, null=False)
    number = Varchar(length=60, null=True, default=None)
    source = Varchar(length=80, null=True, default=None)
    credits = BigInt(null=True, default=None)
    issued_on = Date(null=True, default=None)
    due_on = Date(null=True, default=None)
    service_from = Date(null=True, default=None)
    service_to = Date(null=True, default=None)
    terms_days = SmallInt(null=True, default=None)
    order_number = Varchar(length=80, default="")
    language = Varchar(length=2, default="fr")
    note = Text(default="")
    net = BigInt(default=0)
    vat = BigInt(default=0)
    total = BigInt(default=0)
    seller = Text(default="")
    buyer = Text(default="")
    mentions = Text(default="")
    disputed = Varchar(length=3, default="no")
    created_at = Timestamptz()
    created_by = Varchar(length=254)
    recorded_at = Timestamptz(null=True, default=None)
    recorded_by = Varchar(length=254, default="")
    import_id = BigInt(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    purpose = Varchar(length=9, default="ordinary")
    corrects = BigInt(null=True, default=None)
    basis = BigInt(null=True, default=None)
    allowances = BigInt(default=0)
    charges = BigInt(default=0)
    prepaid = BigInt(default=0)
    prepaid_vat = BigInt(default=0)
    rounding = BigInt(default=0)
    waiting = BigInt(null=True, default=None)
    operation = Varchar(length=8, default="")
    detail = Varchar(length=7, default="lines")
    grouped_by = Varchar(length=6, default="")
    discount_rate = BigInt(null=True, default=None)
    discount_days = SmallInt(null=True, default=None)
    delivered_on = Date(null=True, default=None)
    delivery = Text(default="")
    debit = Text(default="")


class InvoiceLine(Table, tablename="invoice_line"):
    """A line: quantity 1e-4, unit price 1e-6 euro, discount and VAT rate in basis points.

    `discount_amount` is cents; `credits_line` is the line that a credit note takes back; `product`
    is what it sells of the catalogue, whose stock moves at issue; `account` is where it is booked.
    """

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    position = SmallInt()
    label = Text()
    detail = Text(default="")
    quantity = BigInt()
    unit = Varchar(length=20, default="")
    unit_price = BigInt()
    discount = BigInt(default=0)
    vat_rate = BigInt()
    vat_category = Varchar(length=2, default="S")
    net = BigInt()
    discount_amount = BigInt(default=0)
    nature = Varchar(length=8, default="")
    exemption = Varchar(length=30, default="")
    credits_line = BigInt(null=True, default=None)
    product = BigInt(null=True, default=None)
    account = Varchar(length=10, default="")


class InvoiceAdjustment(Table, tablename="invoice_adjustment"):
    """An allowance or charge on the whole document at one rate; `percent` of `base` when typed so.
    `amount` is above 0, below on a credit note."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    position = SmallInt()
    kind = Varchar(length=9)
    reason = Text()
    reason_code = Varchar(length=3)
    percent = BigInt(null=True, default=None)
    base = BigInt(default=0)
    amount = BigInt()
    vat_rate = BigInt()
    vat_category = Varchar(length=2)
    exemption = Varchar(length=30, default="")
    credits_adjustment = BigInt(null=True, default=None)


class InvoiceDeduction(Table, tablename="invoice_deduction"):
    """A deposit invoice taken off a final one: `total` with VAT, `vat` within it; negative on the
    credit note that gives it back."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    deposit = BigInt()
    number = Varchar(length=60)
    issued_on = Date()
    vat = BigInt()
    total = BigInt()


class InvoicePlan(Table, tablename="invoice_plan"):
    """An instalment as it was planned: cents or basis points; neither in the last, the rest."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    position = SmallInt()
    due_on = Date()
    amount = BigInt(null=True, default=None)
    percent = BigInt(null=True, default=None)


class InvoiceVat(Table, tablename="invoice_vat"):
    """VAT of one rate on the sum of the nets of that rate; without VAT, why (VATEX and words)."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    category = Varchar(length=2)
    rate = BigInt()
    base = BigInt()
    vat = BigInt()
    reason_code = Varchar(length=30, default="")
    reason = Text(default="")


class Instalment(Table, tablename="instalment"):
    """A part of an issued document due on a day, in cents (negative for a credit note)."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    position = SmallInt(default=1)
    due_on = Date()
    amount = BigInt()


class Balance(Table, tablename="balance"):
    """What is open on an instalment, and until when money on it counts; recomputed by `check`."""

    id: Serial
    instalment = ForeignKey(Instalment, null=False)
    invoice_id = BigInt()
    client_id = BigInt()
    issued_on = Date()
    due_on = Date()
    open = BigInt()
    settled_on = Date(null=True, default=None)
    counted_on = Date(null=True, default=None)


class Allocation(Table, tablename="allocation"):
    """Money (a receipt, a credit note, an imported payment) put on an instalment; insert-only.

    `amount` has the sign of the instalment; `counts_on` is the later of the money's day and the
    document's; `paid_on` is the money's day, by which lateness is judged; a reversal cites
    what it reverses.
    """

    id: Serial
    instalment = ForeignKey(Instalment, null=False)
    source_kind = Varchar(length=12)
    source_id = BigInt()
    amount = BigInt()
    paid_on = Date()
    counts_on = Date()
    reverses = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class SeriesCounter(Table, tablename="series_counter"):
    """The last number of a series in a year, and the last day it was issued on."""

    id: Serial
    series = Varchar(length=20)
    year = SmallInt()
    n = BigInt(default=0)
    last_issued_on = Date(null=True, default=None)


class Document(Table, tablename="document"):
    """The rendered bytes of an issued document, kept by hash; insert-only."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    kind = Varchar(length=8, default="pdf")
    sha256 = Varchar(length=64)
    size = BigInt()
    created_at = Timestamptz()


class Rendering(Table, tablename="rendering"):
    """Owed work: a document to render; unique on its invoice."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    requested_at = Timestamptz()
    next_try_at = Timestamptz()
    attempts = SmallInt(default=0)
    error = Text(default="")
    done_at = Timestamptz(null=True, default=None)


class Electronic(Table, tablename="einvoice"):
    """What an issued document says by code as an electronic invoice: JSON, [[subject, text], …]."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    notes = Text()


class Judgement(Table, tablename="judgement"):
    """What a judge said of an issued document: ids of broken rules, a line each; why unchecked."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    judge = Varchar(length=10)
    ruleset = Varchar(length=80)
    opinion = Varchar(length=11)
    broken = Text(default="")
    reason = Text(default="")
    judged_at = Timestamptz()
