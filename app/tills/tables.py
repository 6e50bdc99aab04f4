"""The days of tills that are not ours, as their Z said them; insert-only but for their undoing."""

from piccolo.columns import BigInt, Date, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class TillDay(Table, tablename="till_day"):
    """A day of an outside till; `total` in cents, VAT included, `account` that of its sales.

    Undone, its entry is reversed on `undone_on`, and the day can be entered again."""

    id: Serial
    till = Varchar(length=40)
    day = Date()
    z_number = Varchar(length=30, default="")
    account = Varchar(length=10)
    total = BigInt()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    undone_on = Date(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class TillDaySales(Table, tablename="till_day_sales"):
    """What a day sold at one rate: cents without VAT and of VAT; `rate` basis points."""

    id: Serial
    till_day = ForeignKey(TillDay, null=False)
    rate = Integer()
    base = BigInt()
    vat = BigInt()


class TillDayMoney(Table, tablename="till_day_money"):
    """What a day took in by one means, in cents."""

    id: Serial
    till_day = ForeignKey(TillDay, null=False)
    means = Varchar(length=6)
    cents = BigInt()
