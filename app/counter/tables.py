"""Sales at the counter, and the closings of its till."""

from piccolo.columns import BigInt, Date, Serial, Timestamptz, Varchar
from piccolo.table import Table


class Sale(Table, tablename="sale"):
    """One sale; `key` is made by the page, unique: a retry finds the sale already made."""

    id: Serial
    key = Varchar(length=80)
    invoice_id = BigInt()
    receipt_id = BigInt(null=True, default=None)
    method = Varchar(length=10)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class SalePayment(Table, tablename="sale_payment"):
    """A part of a sale by one means, in cents; without a receipt while a transfer is to come."""

    id: Serial
    sale = BigInt()
    method = Varchar(length=10)
    amount = BigInt()
    receipt_id = BigInt(null=True, default=None)


class SaleLine(Table, tablename="sale_line"):
    """One thing sold: cents with VAT for all of its pieces, as paid."""

    id: Serial
    sale = BigInt()
    label = Varchar(length=200)
    pieces = BigInt()
    amount = BigInt()
    vat_rate = BigInt()


class SaleTicket(Table, tablename="sale_ticket"):
    """A ticket printed; every one after the first is a duplicate."""

    id: Serial
    sale = BigInt()
    n = BigInt()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class TillClosing(Table, tablename="till_closing"):
    """A till counted: what it should have held, what it held, what left for the bank; never
    changed. What came in by each means, and for ever, is the closure's."""

    id: Serial
    closure_id = BigInt()
    day = Date()
    expected = BigInt()
    counted = BigInt()
    banked = BigInt()
    reason = Varchar(length=200)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
