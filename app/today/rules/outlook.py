"""What is expected to come in, and what stands still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.errors import N_, Finding, finding

HORIZON_DAYS = 30
SILENT_AFTER = timedelta(minutes=15)
UNCHECKED_AFTER = timedelta(hours=48)


def expected(owed: Iterable[tuple[int, date, int]], delays: Mapping[int, int], on: date) -> int:
    """Cents expected within 30 days if everybody pays as usual.

    `owed` is (client id, due day, cents open), `delays` the expected delay of a client in tenths of
    a day (none: paid on the due day). What is past even that day is left out: it needs chasing.
    """
    last = on + timedelta(days=HORIZON_DAYS)
    total = 0
    for client_id, due_on, cents in owed:
        day = due_on + timedelta(days=(delays.get(client_id, 0) + 5) // 10)
        if on <= day <= last:
            total += cents
    return total


@dataclass(frozen=True)
class Books:
    """The last run of the integrity checks: when, how much it found, what could not run."""

    checked_at: datetime | None = None
    findings: int = 0
    not_checked: int = 0


def _books(books: Books, at: datetime) -> list[Finding]:
    if books.findings or books.not_checked:
        message = N_("The books do not agree: %(findings)s findings, %(unchecked)s checks not run.")
        facts = {"findings": books.findings, "unchecked": books.not_checked}
        return [Finding("integrity", message, facts)]
    if books.checked_at is not None and at - books.checked_at > UNCHECKED_AFTER:
        message = N_("The books have not been checked since %(since)s.")
        return [Finding("integrity", message, {"since": books.checked_at})]
    if books.checked_at is None:
        return [Finding("integrity", N_("The books have never been checked."))]
    return []


def alarms(
    last_run: datetime | None,
    failing: Sequence[str],
    disk_is_full: bool,
    at: datetime,
    backup: Finding | None = None,
    books: Books | None = None,
) -> list[Finding]:
    """What stands still: nothing ran for 15 minutes, jobs that fail, no room on the disk, no
    backup; and books that do not agree, or unchecked for two days (None: no books yet)."""
    found = _books(books, at) if books else []
    if last_run is None:
        found.append(
            finding("today.never_ran", "Nothing runs by itself: the worker has not started.")
        )
    elif at - last_run > SILENT_AFTER:
        found.append(
            finding(
                "today.silent",
                "Nothing runs by itself since %(since)s: no billing, no reminder, no e-mail.",
                since=last_run,
            )
        )
    if failing:
        found.append(
            finding(
                "today.failing",
                "What runs by itself fails: %(jobs)s. The health page says why.",
                jobs=", ".join(failing),
            )
        )
    if disk_is_full:
        found.append(finding("today.disk", "The disk is almost full: make room before it stops."))
    if backup:
        found.append(backup)
    return found
