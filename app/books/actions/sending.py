"""The file of entries on its way to the accountant, by itself, each period once."""

import asyncio
from datetime import date, datetime

from app.adapters import files, templating
from app.adapters.archives import Zip
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.books import queries
from app.books.actions.exporting import Days, Made, export_entries
from app.books.queries import SendingPlan, Since
from app.books.rules.layouts import Layout
from app.books.rules.sending import EVERY_LABELS, MOST_BYTES, Every
from app.books.tables import EntriesPlan, EntriesSent
from app.clock import ZONE
from app.config import config
from app.core.calendar import check_every_month
from app.core.formats import period
from app.core.i18n import gettext
from app.messages.actions import enqueue
from app.messages.rules import Wanted, addresses
from app.settings.queries import business

SYSTEM = "echeance"
# The accountant of a French business, and the file is in French.
LANGUAGE = "fr"


async def plan_sending(
    every: Every,
    day: int | None,
    layout: Layout,
    recipients: str,
    *,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Set when the file leaves; it holds for periods that end from `on` on. Refused: a day that
    not every month has, addresses that are none."""
    check_every_month(day, "day")
    to = ", ".join(addresses(recipients, "recipients")) if every else recipients.strip()
    async with transaction() as tx:
        row = {
            EntriesPlan.every: every.value,
            EntriesPlan.day: day,
            EntriesPlan.layout: layout.value,
            EntriesPlan.recipients: to,
            EntriesPlan.set_on: await _since(every, day, on),
            EntriesPlan.updated_at: at,
            EntriesPlan.updated_by: by,
        }
        kept = EntriesPlan({EntriesPlan.id: 1, **row})
        await EntriesPlan.insert(kept).on_conflict(
            target=EntriesPlan.id, action="DO UPDATE", values=list(row)
        )
        await record(
            tx,
            act="books.sending_planned",
            subject_kind="business",
            subject_id=1,
            at=at,
            by=by,
            detail={"every": [EVERY_LABELS[every]], "to": to},
        )


async def _since(every: Every, day: int | None, on: date) -> date:
    """From when on a plan holds: the same rhythm set again goes on from where it began."""
    there = await queries.sending_plan()
    is_same = there is not None and (there.plan.every, there.plan.day) == (every, day)
    return there.plan.set_on if there and is_same else on


async def send_entries(at: datetime, most: int = MOST_BYTES) -> int:
    """Owe the accountant the files of the periods that are due; gives back how many. Killed or run
    twice, each period leaves once. A zip of more than `most` bytes is told of, not attached."""
    wanted = await queries.sending_plan()
    if wanted is None or not wanted.plan.every:
        return 0
    done = 0
    for first, last in await queries.sendings_owed(wanted.plan, at.astimezone(ZONE).date()):
        done += await _send(wanted, first, last, at, most)
    return done


async def _send(wanted: SendingPlan, first: date, last: date, at: datetime, most: int) -> bool:
    # What came into periods that left before is read before this file becomes the last one.
    since = await queries.changed_since()
    out = Zip()
    days = Days(first, last, layout=wanted.layout)
    made = await export_entries(days, out, on=at.astimezone(ZONE).date(), at=at, by=SYSTEM)
    data = out.end()
    packed = await asyncio.to_thread(files.store, data) if len(data) <= most else None
    async with transaction() as tx:
        message = await _write(tx, wanted, days, made, packed, since, at)
        if message is None:
            return False
        await EntriesSent.insert(_sent(made, days, packed, message, at))
        await record(
            tx,
            act="books.entries_sent",
            subject_kind="business",
            subject_id=1,
            at=at,
            by=SYSTEM,
            detail={"first": first, "last": last, "to": wanted.recipients},
        )
    return True


async def _write(
    tx: Tx,
    wanted: SendingPlan,
    days: Days,
    made: Made,
    packed: str | None,
    since: list[Since],
    at: datetime,
) -> int | None:
    shop, said = await business(), period(days.first, days.last, LANGUAGE)
    name = f"{made.filename.rpartition('.')[0]}-{days.first}-{days.last}.zip"
    page = f"{config().base_url or ''}/books/export"
    return await enqueue(
        tx,
        subject_key=f"entries:{days.first}:{days.last}",
        cause_kind="entries",
        cause_id=0,
        to=wanted.recipients,
        subject=gettext("Entries of %(days)s – %(shop)s", LANGUAGE)
        % {"days": said, "shop": shop.name},
        text=templating.render(
            "messages/entries.txt",
            LANGUAGE,
            made=made,
            days=said,
            packed=packed,
            since=since,
            shop=shop,
            page=page,
        ),
        attachments=[Wanted("entries", 0, name, "application/zip", packed)] if packed else [],
        at=at,
        by=SYSTEM,
    )


def _sent(made: Made, days: Days, packed: str | None, message: int, at: datetime) -> EntriesSent:
    return EntriesSent(
        first_day=days.first,
        last_day=days.last,
        layout=days.layout.value,
        filename=made.filename,
        sha256=made.sha256,
        entries=made.entries,
        packed=packed,
        message=message,
        created_at=at,
    )
