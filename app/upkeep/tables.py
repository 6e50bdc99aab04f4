"""Signs of life of the scheduler; what the checks found; backups, and the drills of them."""

from piccolo.columns import BigInt, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Heartbeat(Table, tablename="heartbeat"):
    """When a job last ran to its end, or failed and why; unique on its name."""

    id: Serial
    name = Varchar(length=60)
    ran_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    error = Text(default="")


class Backup(Table, tablename="backup"):
    """A backup asked for, and what became of it; its file is in the folder of backups, or gone.

    Until `finished_at` it is owed; at most one is, by an index.
    """

    id: Serial
    name = Varchar(length=60, default="")
    asked_at = Timestamptz()
    asked_by = Varchar(length=254)
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    size = BigInt(default=0)
    error = Text(default="")
    notes = Text(default="")
    copied_at = Timestamptz(null=True, default=None)
    copy_error = Text(default="")


class Drill(Table, tablename="restore_drill"):
    """A backup restored aside and checked there: what was found, as JSON."""

    id: Serial
    name = Varchar(length=200)
    started_at = Timestamptz()
    finished_at = Timestamptz()
    findings = Integer(default=0)
    report = Text(default="")


class BackupPlan(Table, tablename="backup_plan"):
    """Where a second copy goes ("" for nowhere); its id is always 1."""

    id: Serial
    copy_to = Text(default="")


class IntegrityRun(Table, tablename="integrity_run"):
    """One run of every integrity check; insert-only. `checks` is JSON, as `rules.kept` reads it."""

    id: Serial
    ran_at = Timestamptz()
    ran_by = Varchar(length=254)
    findings = BigInt()
    not_checked = BigInt()
    checks = Text()
