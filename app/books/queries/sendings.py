"""What is sent to the accountant by itself: the plan, what left, what is owed, what came since."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from app.accounting.queries import closed_until, fiscal_years
from app.adapters import files
from app.books.queries.exports import AddedEntry, added_since, previous
from app.books.rules.layouts import Layout
from app.books.rules.sending import Every, Plan, periods_owed
from app.books.tables import EntriesPlan, EntriesSent
from app.clock import ZONE
from app.core.errors import N_, Finding
from app.core.located import located

_LOOKED_BACK = 12


@dataclass(frozen=True)
class SendingPlan:
    """The plan as the owner set it; `recipients` are addresses separated by commas."""

    plan: Plan
    layout: Layout
    recipients: str


@dataclass(frozen=True)
class SentEntries:
    """A period whose file left; `is_attached`: small enough to go with its message."""

    id: int
    first: date
    last: date
    layout: Layout
    filename: str
    sha256: str
    entries: int
    is_attached: bool
    message_id: int
    state: str
    at: datetime


@dataclass(frozen=True)
class Since:
    """Entries that were recorded in a period after its file had left."""

    first: date
    last: date
    added: tuple[AddedEntry, ...]


async def sending_plan() -> SendingPlan | None:
    """The plan, or None before one was set."""
    row = await EntriesPlan.select().first()
    if row is None:
        return None
    plan = Plan(Every(row["every"]), row["day"], row["set_on"])
    return SendingPlan(plan, Layout(row["layout"]), row["recipients"])


async def sendings_owed(plan: Plan, on: date) -> list[tuple[date, date]]:
    """The periods whose file should have left by a day and has not."""
    owed = periods_owed(plan, on, await closed_until(), await fiscal_years())
    rows = await EntriesSent.select(EntriesSent.first_day, EntriesSent.last_day)
    sent = {(row["first_day"], row["last_day"]) for row in rows}
    return [each for each in owed if each not in sent]


async def sendings(limit: int = 50) -> list[SentEntries]:
    """What left, the newest first, with how its message stands."""
    rows = await EntriesSent.raw(
        "SELECT s.*, m.state AS state FROM entries_sent s LEFT JOIN message m ON m.id = s.message"
        " ORDER BY s.last_day DESC, s.id DESC LIMIT {}",
        limit,
    )
    return [
        SentEntries(
            row["id"],
            row["first_day"],
            row["last_day"],
            Layout(row["layout"]),
            row["filename"],
            row["sha256"],
            row["entries"],
            row["packed"] is not None,
            row["message"],
            row["state"] or "",
            row["created_at"].astimezone(ZONE),
        )
        for row in rows
    ]


async def changed_since() -> list[Since]:
    """Of the last periods that left, those in which entries were recorded afterwards."""
    found = []
    for each in await sendings(_LOOKED_BACK):
        before = await previous(each.layout, each.first, each.last, False)
        if before is None:
            continue
        if added := await added_since(before, each.first, each.last, False):
            found.append(Since(each.first, each.last, tuple(added)))
    return found


async def check_sendings() -> list[Finding]:
    """What left by itself has its message, and the zip that went with it is still that one."""
    rows = await EntriesSent.raw(
        "SELECT s.id AS sending, s.last_day AS day, s.packed AS packed, m.id AS message"
        " FROM entries_sent s LEFT JOIN message m ON m.id = s.message ORDER BY s.id"
    )
    lost = [
        row
        for row in rows
        if row["packed"] and await asyncio.to_thread(files.fault_of, row["packed"])
    ]
    return [
        *located(
            N_("entries up to %(day)s sent to the accountant: their message is missing"),
            [row for row in rows if row["message"] is None],
        ),
        *located(
            N_("entries up to %(day)s sent to the accountant: their file is missing or altered"),
            lost,
        ),
    ]
