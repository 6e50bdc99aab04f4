"""Products, what is on hand of them, and each movement of it."""

from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Product(Table, tablename="product"):
    """Something sold. `price` 1e-6 euro without VAT or `gross` cents with it, whichever was set;
    `minimum` and `on_hand` 1e-4. `on_hand` is a projection of the movements."""

    id: Serial
    name = Varchar(length=200)
    name_key = Text()
    search = Text()
    detail = Text(default="")
    nature = Varchar(length=8)
    category = Varchar(length=80, default="")
    unit = Varchar(length=20, default="")
    price = BigInt(null=True, default=None)
    gross = BigInt(null=True, default=None)
    vat_rate = BigInt()
    barcode = Varchar(length=40, default="")
    is_tile = Boolean(default=False)
    is_stocked = Boolean(default=False)
    minimum = BigInt(null=True, default=None)
    may_run_short = Boolean(default=False)
    account = Varchar(length=10, default="")
    on_hand = BigInt(default=0)
    import_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    archived_at = Timestamptz(null=True, default=None)


class StockMovement(Table, tablename="stock_movement"):
    """Insert-only. `quantity` is signed, `after` what was on hand after it; `source` is the unique
    subject that caused it ("invoice:12", "hand:<key>", "count:<key>")."""

    id: Serial
    product = ForeignKey(Product, null=False)
    cause = Varchar(length=8)
    quantity = BigInt()
    after = BigInt()
    source = Varchar(length=100)
    note = Varchar(length=200, default="")
    moved_on = Date()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
