"""The accountant's chart, and the files of entries that were handed over."""

from piccolo.columns import BigInt, Boolean, Date, Serial, SmallInt, Timestamptz, Varchar
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


class EntriesPlan(Table, tablename="entries_plan"):
    """When the file of entries leaves for the accountant: one row, none or `every` "" for never.
    `day` of the month after the period, null: as soon as the period is closed. Periods that ended
    before `set_on` are not made up for."""

    id: Serial
    every = Varchar(length=7)
    day = SmallInt(null=True, default=None)
    layout = Varchar(length=10)
    recipients = Varchar(length=254)
    set_on = Date()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class EntriesSent(Table, tablename="entries_sent"):
    """A period whose file left by itself; insert-only, one for its days. `sha256` is the file's,
    `packed` that of the zip that went with the message, null when it was too large for a mail."""

    id: Serial
    first_day = Date()
    last_day = Date()
    layout = Varchar(length=10)
    filename = Varchar(length=80)
    sha256 = Varchar(length=64)
    entries = BigInt()
    packed = Varchar(length=64, null=True, default=None)
    message = BigInt()
    created_at = Timestamptz()
