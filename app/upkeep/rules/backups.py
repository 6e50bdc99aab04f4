"""When a backup is due, which are kept, what may be restored: values in, values out."""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.core.errors import N_, Finding, finding, refuse

NIGHT = time(2, 0)
ALARM_AFTER = timedelta(hours=36)
KEPT_ANYWAY = timedelta(days=1)
DAILY, WEEKLY, MONTHLY = 7, 4, 12
DRILL_EVERY = timedelta(days=7)
# A larger one is tried by command: its restoring would slow a small machine down for minutes.
CHEAP_DRILL = 500_000_000
FORMAT = 1
_NAME = re.compile(r"echeance-(\d{8}T\d{6})Z\.tar")
_ENGINES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


class Proof(StrEnum):
    """What is known of a backup: never "good" without having been read back."""

    CHECKED = "checked"
    UNCHECKED = "not checked"
    FAILED = "failed"


PROOF_LABELS = {
    Proof.CHECKED: N_("checked"),
    Proof.UNCHECKED: N_("not checked"),
    Proof.FAILED: N_("damaged"),
}


@dataclass(frozen=True)
class Copy:
    """A backup that is there: its file name, when it was made, what is known of it."""

    name: str
    at: datetime
    proof: Proof


def name_at(at: datetime) -> str:
    """The file name of a backup made at a moment."""
    return f"echeance-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z.tar"


def moment_of(name: str) -> datetime | None:
    """When a backup was made, by its name; None for a file that is none of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def newest_good(copies: Iterable[Copy], at: datetime) -> Copy | None:
    """The newest one that was checked; those dated later than the clock count for nothing."""
    good = [copy for copy in copies if copy.proof is Proof.CHECKED and copy.at <= at]
    return max(good, key=lambda copy: copy.at, default=None)


def is_due(copies: Iterable[Copy], at: datetime) -> bool:
    """Whether the last night (from 2:00, in the zone of `at`) has no checked backup yet."""
    night = datetime.combine(at.date(), NIGHT, at.tzinfo)
    if night > at:
        night = datetime.combine(at.date() - timedelta(days=1), NIGHT, at.tzinfo)
    last = newest_good(copies, at)
    return last is None or last.at < night


def is_alarming(copies: Iterable[Copy], first_asked: datetime | None, at: datetime) -> bool:
    """Whether no checked backup is younger than 36 hours.

    `first_asked` is when the first one was ever asked for: until then, and for 36 hours after, an
    installation without any is only new.
    """
    last = newest_good(copies, at)
    since = first_asked if last is None else last.at
    return since is not None and at - since > ALARM_AFTER


def missing(copies: Sequence[Copy], first_asked: datetime | None, at: datetime) -> Finding | None:
    """What is said when no checked backup is younger than 36 hours."""
    if not is_alarming(copies, first_asked, at):
        return None
    last = newest_good(copies, at)
    if last is None:
        return finding(
            "backups.never",
            "There is no checked backup: if the disk breaks, everything is lost. The settings say "
            "why, under Backups.",
        )
    return finding(
        "backups.old",
        "No checked backup since %(since)s: what was done after it would be lost with the disk. "
        "The settings say why, under Backups.",
        since=last.at.astimezone(at.tzinfo),
    )


def size_said(size: int) -> Finding:
    """A size as people say it."""
    if size < 1_000_000:
        return finding("backups.size", "%(n)s kB", n=max(1, size // 1000))
    return finding("backups.size", "%(n)s MB", n=size // 1_000_000)


def is_drill_due(last: datetime | None, copies: Sequence[Copy], at: datetime) -> bool:
    """Whether a week has gone since the last drill; a drill dated later than the clock is none."""
    if not copies:
        return False
    return last is None or last > at or at - last >= DRILL_EVERY


def surplus(copies: Sequence[Copy], at: datetime, zone: tzinfo) -> list[str]:
    """The names that need not be kept: beyond 7 days, 4 weeks and 12 months that have a backup.

    The newest checked one always stays, and all of the last 24 hours; nothing is surplus as long as
    one is dated later than the clock, for then the clock is not to be believed. A damaged one takes
    no place and goes once a newer one is checked.
    """
    if any(copy.at > at for copy in copies):
        return []
    best = newest_good(copies, at)
    sound = [copy for copy in copies if copy.proof is not Proof.FAILED]
    kept = {copy.name for copy in copies if at - copy.at < KEPT_ANYWAY}
    kept |= {best.name} if best else {copy.name for copy in copies}
    kept |= _newest_of_each(sound, DAILY, lambda on: on, zone)
    kept |= _newest_of_each(sound, WEEKLY, lambda on: on.isocalendar()[:2], zone)
    kept |= _newest_of_each(sound, MONTHLY, lambda on: (on.year, on.month), zone)
    if best:
        kept |= {c.name for c in copies if c.proof is Proof.FAILED and c.at > best.at}
    return sorted(copy.name for copy in copies if copy.name not in kept)


def _newest_of_each(
    copies: Iterable[Copy], count: int, span: Callable[[date], Hashable], zone: tzinfo
) -> set[str]:
    """The best of each of the last `count` spans that have any: checked first, then newest."""
    best: dict[Hashable, Copy] = {}
    for copy in sorted(copies, key=lambda copy: copy.at, reverse=True):
        here = span(copy.at.astimezone(zone).date())
        if here not in best and len(best) == count:
            break
        there = best.get(here)
        if there is None or (there.proof, copy.proof) == (Proof.UNCHECKED, Proof.CHECKED):
            best[here] = copy
    return {copy.name for copy in best.values()}


def judge_origin(
    *,
    form: int,
    version: str,
    engine: str,
    migrations: Iterable[str],
    our_version: str,
    our_engine: str,
    our_migrations: Iterable[str],
) -> None:
    """Refuse a backup of a newer version, or of another database engine."""
    newer = set(migrations) - set(our_migrations)
    if form > FORMAT or newer or _numbers(version) > _numbers(our_version):
        raise refuse(
            "backups.newer",
            "This backup was made by version %(version)s, newer than this one (%(ours)s): update "
            "Échéance first, then restore.",
            version=version,
            ours=our_version,
        )
    if engine != our_engine:
        raise refuse(
            "backups.engine",
            "This backup is of a %(engine)s database and this installation uses %(ours)s: "
            "%(remedy)s",
            engine=_ENGINES.get(engine, engine),
            ours=_ENGINES[our_engine],
            remedy=_remedy(engine),
        )


def _remedy(engine: str) -> str:
    if engine == "postgres":
        return "give the address of a PostgreSQL database in DATABASE_URL and restore again."
    return "restore it where DATABASE_URL is not set."


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


@dataclass(frozen=True)
class Standing:
    """What a place holds, in figures: nothing, when it is empty."""

    business: str = ""
    users: int = 0
    clients: int = 0
    documents: int = 0
    last_number: str = ""
    last_act: str = ""
    files: int = 0
    unreadable: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.business or self.users or self.clients or self.files or self.unreadable)

    def lines(self) -> list[str]:
        """What it is, a line each, for whoever is about to lose it."""
        if self.unreadable:
            return [f"a database that cannot be read: {self.unreadable}", f"{self.files} files"]
        return [
            f"the business {self.business or '(not set up)'}, {self.users} users",
            f"{self.clients} clients, {self.documents} issued documents"
            + (f" (the last: {self.last_number})" if self.last_number else ""),
            f"{self.files} stored files",
            f"everything done since; the last act is of {self.last_act or 'unknown date'}",
        ]


def fault_said(fault: str, member: str) -> Finding:
    """A damaged backup in a sentence that names the part."""
    if fault == "foreign":
        return finding("backups.foreign", "This file is no backup of Échéance.")
    said = {
        "altered": "The backup is damaged: %(member)s is not what was written. Use another one.",
        "missing": "The backup is damaged: %(member)s is missing. Use another one.",
        "strange": "This file is no backup of ours: it holds %(member)s. Use another one.",
        "cut": "The backup is damaged: it ends within %(member)s. Use another one.",
    }.get(fault, "The backup is damaged: unreadable after %(member)s. Use another one.")
    return finding("backups.damaged", said, member=member)
