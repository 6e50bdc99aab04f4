"""Spreadsheets read in."""

from piccolo.columns import BigInt, Serial, Timestamptz, Varchar
from piccolo.table import Table


class ImportRun(Table, tablename="import_run"):
    """One file read: what it added, left unchanged and refused."""

    id: Serial
    kind = Varchar(length=12)
    filename = Varchar(length=200)
    sha256 = Varchar(length=64)
    read = BigInt(default=0)
    added = BigInt(default=0)
    unchanged = BigInt(default=0)
    refused = BigInt(default=0)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
