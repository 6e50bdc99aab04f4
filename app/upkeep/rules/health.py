"""When the service is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import N_, Finding

STALE_AFTER = timedelta(minutes=5)
ENOUGH_DISK = 500_000_000


@dataclass(frozen=True)
class Health:
    """What `/health` shows: each part, and whether all of it is well."""

    status: str
    database: bool
    queue: bool
    scheduler: datetime | None
    version: str

    @property
    def is_well(self) -> bool:
        return self.status == "ok"


def judge(
    database: bool, queue: bool, scheduler: datetime | None, version: str, at: datetime
) -> Health:
    """Well when database and queue answer and the scheduler ran within the last five minutes."""
    ran = scheduler is not None and at - scheduler <= STALE_AFTER
    status = "ok" if database and queue and ran else "failing"
    return Health(status, database, queue, scheduler, version)


@dataclass(frozen=True)
class Run:
    """When a job last ran to its end, and when and why it last failed."""

    name: str
    ran_at: datetime | None
    failed_at: datetime | None
    error: str

    @property
    def is_failing(self) -> bool:
        """Whether its last end was a failure."""
        return self.failed_at is not None and (self.ran_at is None or self.failed_at > self.ran_at)


@dataclass(frozen=True)
class Reading:
    """What the doctor sees of one part; `ok` is None when it is not configured.

    `said` is a finding where a person reads it, and plain text where a machine said it.
    """

    name: str
    ok: bool | None
    said: Finding | str

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "FAILS", None: "not configured"}[self.ok]

    @property
    def remedy(self) -> str | None:
        """What to do about it, as an English message id; None when it is well."""
        return None if self.ok else REMEDIES.get(self.name)


REMEDIES = {
    "database": N_("Start the database again; if it says it is malformed, restore a backup."),
    "migrations": N_("Stop the service, make a backup, then run: echeance migrate"),
    "redis": N_("Nothing is lost: start the service again, and what is owed is taken up."),
    "jobs": N_("Each failing job below says why; it tries again by itself."),
    "scheduler": N_("Start the service again: without its worker nothing is billed or sent."),
    "mail": N_("Check the server, its port and its password in the settings of the mail."),
    "iban": N_("Give the IBAN in the settings of the payment."),
    "disk": N_("Make room on the disk: under 500 MB the service may stop."),
    "backup": N_("See the page of the backups: it says why, and makes one now."),
    "law": N_("Read the value at its source and enter or confirm it in the settings of the law."),
    "integrity": N_("Open the integrity page: each finding names its document."),
}
