"""Spreadsheets read in."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class ImportRun(Table, tablename="import_run"):
    """One file: what it added, left unchanged and refused.

    `prepared` (its columns are being chosen) → `running` (owed work: the worker takes `handled`
    from 0 to the end, batch by batch) → `done` → `undoing` → `undone`. `direct` is run by a
    command, in its own process. `layout` says where each field stands, as JSON; `day` is the day
    by which the file is judged.
    """

    id: Serial
    kind = Varchar(length=12)
    filename = Varchar(length=200)
    sha256 = Varchar(length=64)
    state = Varchar(length=10, default="prepared")
    layout = Text(default="")
    lines = BigInt(default=0)
    handled = BigInt(default=0)
    read = BigInt(default=0)
    added = BigInt(default=0)
    unchanged = BigInt(default=0)
    refused = BigInt(default=0)
    more = Text(default="")
    day = Date(null=True, default=None)
    error = Text(default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    done_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)
    undone_by = Varchar(length=254, default="")


class ImportRefusal(Table, tablename="import_refusal"):
    """A line that was refused: its cells as they were and every reason, as JSON."""

    id: Serial
    run = ForeignKey(ImportRun, null=False)
    line = BigInt()
    cells = Text()
    findings = Text()


class ImportAmount(Table, tablename="import_amount"):
    """What an import typed for an entry of a schedule, so that undoing it takes that back."""

    id: Serial
    run = ForeignKey(ImportRun, null=False)
    entry_id = BigInt()
    net = BigInt(null=True, default=None)
    quantities = Text(default="")


class ImportReceipt(Table, tablename="import_receipt"):
    """A receipt that an import recorded, so that undoing the import undoes it."""

    id: Serial
    run = ForeignKey(ImportRun, null=False)
    receipt_id = BigInt()
