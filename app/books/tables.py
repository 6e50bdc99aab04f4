"""The accountant's chart, and the files of entries that were handed over."""

from piccolo.columns import BigInt, Boolean, Date, Serial, Timestamptz, Varchar
from piccolo.table import Table


class ChartAccount(Table, tablename="chart_account"):
    """An account of the accountant's chart: what acts post to as `code` is read as `number` and
    `label`; one that is `code` alone was added by the owner."""

    id: Serial
    code = Varchar(length=10)
    number = Varchar(length=10)
    label = Varchar(length=100)
    changed_at = Timestamptz()
    changed_by = Varchar(length=254)


class EntriesExport(Table, tablename="entries_export"):
    """One file of entries; insert-only. Debits and credits in cents; `last_entry` is the last entry
    that there was when it was made, `with_openings` whether history taken over is in it."""

    id: Serial
    layout = Varchar(length=10)
    first_day = Date()
    last_day = Date()
    with_openings = Boolean(default=False)
    filename = Varchar(length=80)
    sha256 = Varchar(length=64)
    size = BigInt()
    entries = BigInt()
    lines = BigInt()
    debit = BigInt()
    credit = BigInt()
    last_entry = BigInt()
    made_at = Timestamptz()
    made_by = Varchar(length=254)
