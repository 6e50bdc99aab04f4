"""Balanced entries and the chain; both insert-only, guarded by triggers."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Entry(Table, tablename="entry"):
    """One balanced accounting entry; `subject` is unique: an act is posted once."""

    id: Serial
    journal = Varchar(length=4)
    day = Date()
    piece = Varchar(length=60)
    label = Varchar(length=200)
    subject = Varchar(length=60)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class EntryLine(Table, tablename="entry_line"):
    """One side of an entry, in cents; `client_id` is the auxiliary of 411 and 416."""

    id: Serial
    entry = ForeignKey(Entry, null=False)
    account = Varchar(length=10)
    client_id = BigInt(null=True, default=None)
    debit = BigInt(default=0)
    credit = BigInt(default=0)


class ChainHead(Table, tablename="chain_head"):
    """The last link of the chain; one row (id 1), locked to append."""

    id: Serial
    n = BigInt()
    hash = Varchar(length=64)


class ChainLink(Table, tablename="chain_link"):
    """A document or payment, chained by SHA-256 to the one before it."""

    id: Serial
    n = BigInt()
    subject_kind = Varchar(length=30)
    subject_id = BigInt()
    payload = Text()
    previous = Varchar(length=64)
    hash = Varchar(length=64)
    recorded_at = Timestamptz()


class Closure(Table, tablename="closure"):
    """A day closed: cents taken by each means since the closure before, up to `last_entry`, and
    all ever taken by these; never changed."""

    id: Serial
    ends_on = Date()
    last_entry = BigInt()
    cash = BigInt()
    card = BigInt()
    cheque = BigInt()
    perpetual = BigInt()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class PeriodClosure(Table, tablename="period_closure"):
    """A month or a year closed, with what its entries came to; never changed. Cents: `debit` of all
    lines, `income` of class 7, `charges` of class 6, `perpetual` all debits ever closed."""

    id: Serial
    kind = Varchar(length=5)
    first_day = Date()
    ends_on = Date()
    last_entry = BigInt()
    entries = BigInt()
    debit = BigInt()
    income = BigInt()
    charges = BigInt()
    perpetual = BigInt()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class DayTotal(Table, tablename="day_total"):
    """What the entries of one day came to on one account, debits less credits in cents: those up to
    the last one that was added (`Totalled`). A projection of the books, so that their totals as of
    any day cost the same after ten years."""

    id: Serial
    account = Varchar(length=10)
    day = Date()
    cents = BigInt()


class Totalled(Table, tablename="totalled"):
    """The last entry that is in the totals of the days; one row (id 1)."""

    id: Serial
    last_entry = BigInt()


class EnteredYear(Table, tablename="fiscal_year"):
    """A fiscal year entered by hand; those between and after it have twelve months."""

    id: Serial
    first_day = Date()
    ends_on = Date()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
