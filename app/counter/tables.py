"""Sales at the counter."""

from piccolo.columns import BigInt, Serial, Timestamptz, Varchar
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
