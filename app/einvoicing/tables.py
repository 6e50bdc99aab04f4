"""The approved platform of the business, what is handed to it, and what it said of invoices."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from app.invoices.tables import Invoice


class EInvoicingChoice(Table, tablename="einvoicing_choice"):
    """The approved platform of the business, by name (one row, id 1; "" for none)."""

    id: Serial
    platform = Varchar(length=80)
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class InvoiceStatus(Table, tablename="invoice_status"):
    """What a platform or the client said of an invoice, once for ever; `amount` is cents received,
    of a cashed one alone; `key` is the form, the message or the allocation that says it."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    key = Varchar(length=60)
    code = SmallInt()
    happened_on = Date()
    reason = Varchar(length=20)
    note = Text()
    amount = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    source = Varchar(length=8, default="hand")


class PlatformFolder(Table, tablename="platform_folder"):
    """The folders by which the platform is reached (one row, id 1). Documents issued from `since`
    on are handed over as `form`; `swept_at` is when they were last looked for."""

    id: Serial
    is_on = Boolean(default=False)
    outbox = Text()
    inbox = Text()
    since = Date()
    form = Varchar(length=3)
    swept_at = Timestamptz(null=True, default=None)
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class PlatformFile(Table, tablename="platform_file"):
    """Owed work: a document to be handed over, once by its name; unique on its invoice. `token`
    names the try that staged it; `error` is a message id, or what the system said."""

    id: Serial
    invoice = ForeignKey(Invoice, null=False)
    filename = Varchar(length=60)
    form = Varchar(length=3)
    state = Varchar(length=9, default="owed")
    token = Varchar(length=16, default="")
    attempts = SmallInt(default=0)
    next_try_at = Timestamptz()
    error = Text(default="")
    created_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)


class PlatformMessage(Table, tablename="platform_message"):
    """A message that came in, once by its bytes: `half` (perhaps not whole yet), `taken`, or
    `refused` with the reasons as JSON in `findings`."""

    id: Serial
    sha256 = Varchar(length=64)
    filename = Varchar(length=200)
    state = Varchar(length=7)
    statuses = SmallInt(default=0)
    findings = Text(default="")
    recorded_at = Timestamptz()
