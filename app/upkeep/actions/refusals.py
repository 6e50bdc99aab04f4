"""What the disk, the engines and the locks refuse, as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.adapters import database_copies, postgres_places
from app.adapters.backup_files import BackupFault
from app.adapters.locks import Held, hold
from app.config import Config
from app.core.errors import Refused, refuse
from app.upkeep.rules import backups as rules


@contextmanager
def only_one(settings: Config) -> Iterator[None]:
    """One backup, restore or drill at a time on a data folder."""
    try:
        with hold(settings.data_dir / "backup.lock"):
            yield
    except Held as held:
        raise refuse(
            "backups.running",
            "A backup or a restore already runs (process %(holder)s): wait until it has ended.",
            holder=held.holder,
        ) from None


@contextmanager
def as_refusals(place: Path) -> Iterator[None]:
    """What the outside refuses, as sentences; nothing was kept."""
    try:
        yield
    except BackupFault as problem:
        raise Refused([rules.fault_said(problem.fault, problem.member)]) from problem
    except database_copies.NoClient as missing:
        raise refuse(
            "backups.client",
            "%(program)s is not installed: apt-get install postgresql-client, of the server’s "
            "version or newer.",
            program=missing,
        ) from missing
    except (OSError, database_copies.CopyFailed) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise refuse(
            "backups.failed",
            "%(place)s: %(reason)s. Nothing was kept; look at the room on the disk and the rights "
            "of the folder, then try again.",
            place=place,
            reason=reason,
        ) from problem


@contextmanager
def as_postgres_refusals() -> Iterator[None]:
    """What PostgreSQL does not allow, as a sentence."""
    try:
        yield
    except postgres_places.NotAllowed as problem:
        raise refuse(
            "backups.postgres",
            "PostgreSQL refuses: %(reason)s. The role must be allowed to make databases "
            "(CREATEDB) and own this one.",
            reason=problem,
        ) from problem
