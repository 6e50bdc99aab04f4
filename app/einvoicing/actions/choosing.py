"""The approved platform: its name, and the folders by which it is reached."""

import asyncio
from datetime import date, datetime

from app.adapters.database import transaction
from app.adapters.platform import Folder, PlatformAway
from app.auth.actions import record
from app.config import ROOT, config
from app.core.errors import refuse
from app.einvoicing.rules.handing import AWAY, Form, judge_folders
from app.einvoicing.tables import EInvoicingChoice, PlatformFolder


async def note_platform(name: str, *, at: datetime, by: str) -> None:
    """Keep the name of the approved platform; "" when there is none."""
    async with transaction() as tx:
        await EInvoicingChoice.raw(
            "INSERT INTO einvoicing_choice (id, platform, updated_at, updated_by)"
            " VALUES (1, {}, {}, {}) ON CONFLICT (id) DO UPDATE SET platform = EXCLUDED.platform,"
            " updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by",
            name,
            at,
            by,
        )
        await record(
            tx,
            act="business.platform_noted",
            subject_kind="business",
            subject_id=1,
            detail={"name": name} if name else {},
            at=at,
            by=by,
        )


async def choose_folders(
    outbox: str, inbox: str, *, is_on: bool, since: date, form: Form, at: datetime, by: str
) -> None:
    """Hand over documents issued from `since` on, or no more. Refused: what `judge_folders`
    refuses; when it is on, folders that are not there or not open to us."""
    if is_on or outbox or inbox:
        judge_folders(outbox, inbox, (str(config().data_dir), str(ROOT)))
    if is_on:
        await asyncio.to_thread(_try, Folder.of(outbox, inbox))
    async with transaction() as tx:
        await PlatformFolder.raw(
            "INSERT INTO platform_folder (id, is_on, outbox, inbox, since, form, updated_at,"
            " updated_by) VALUES (1, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (id) DO UPDATE SET"
            " is_on = EXCLUDED.is_on, outbox = EXCLUDED.outbox, inbox = EXCLUDED.inbox,"
            " since = EXCLUDED.since, form = EXCLUDED.form, updated_at = EXCLUDED.updated_at,"
            " updated_by = EXCLUDED.updated_by",
            is_on,
            outbox,
            inbox,
            since,
            form.value,
            at,
            by,
        )
        await record(
            tx,
            act="business.folders_opened" if is_on else "business.folders_closed",
            subject_kind="business",
            subject_id=1,
            detail={"outbox": outbox, "since": since.isoformat()},
            at=at,
            by=by,
        )


def _try(folder: Folder) -> None:
    for field, attempt in (("outbox", folder.try_outbox), ("inbox", folder.try_inbox)):
        try:
            attempt()
        except PlatformAway as away:
            raise refuse(
                "einvoicing.away", AWAY[away.fault], field, place=away.place, said=away.said
            ) from away
