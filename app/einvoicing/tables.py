"""The approved platform of the business, and what platforms said of its invoices."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
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
    of a cashed one alone; `key` is the form that recorded it."""

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
