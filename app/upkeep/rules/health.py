"""When the service is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
class Check:
    """One integrity check by its name, and what it found: nothing, when all is well."""

    name: str
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class Reading:
    """What the doctor sees of one part; `ok` is None when it is not configured."""

    name: str
    ok: bool | None
    said: str

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "FAILS", None: "not configured"}[self.ok]
