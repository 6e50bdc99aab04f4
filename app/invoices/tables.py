"""Documents that are owed: drafts, issued invoices, credit notes, openings; what settles them.

Issued rows never change: triggers refuse UPDATE and DELETE. `Balance` is a projection.
"""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class Invoice(Table, tablename="invoice"):
    """An invoice or credit note. Amounts in cents including sign: a credit note is negative.

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


class InvoiceLine(Table, tablename="invoice_line"):
    """A line: quantity 1e-4, unit price 1e-6 euro, discount and VAT rate in basis points."""

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


class InvoiceVat(Table, tablename="invoice_vat"):
    """VAT of one rate on the sum of the line nets of that rate."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    category = Varchar(length=2)
    rate = BigInt()
    base = BigInt()
    vat = BigInt()


class Instalment(Table, tablename="instalment"):
    """A part of an issued document due on a day, in cents (negative for a credit note)."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    position = SmallInt(default=1)
    due_on = Date()
    amount = BigInt()


class Balance(Table, tablename="balance"):
    """What is still open on an instalment: a projection, recomputed by `check`."""

    id: Serial
    instalment = ForeignKey(Instalment, null=False)
    invoice_id = BigInt()
    client_id = BigInt()
    issued_on = Date()
    due_on = Date()
    open = BigInt()
    settled_on = Date(null=True, default=None)


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
