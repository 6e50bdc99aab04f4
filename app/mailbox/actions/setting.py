"""The mailbox set, changed, forgotten."""

from datetime import datetime
from typing import Any

from app.adapters.database import transaction
from app.auth.actions import record
from app.mailbox import rules
from app.mailbox.queries import mailbox
from app.mailbox.rules import Settings
from app.mailbox.tables import Mailbox


async def set_up(settings: Settings, *, at: datetime, by: str) -> None:
    """Read this mailbox from now on: what came before is nobody's business. Another password for
    the same folder goes on where it was. Refused: what `rules.check` refuses."""
    rules.check(settings)
    values: dict[Any, Any] = {
        Mailbox.host: settings.host,
        Mailbox.port: settings.port,
        Mailbox.security: settings.security,
        Mailbox.user_name: settings.user,
        Mailbox.password: settings.password,
        Mailbox.folder: settings.folder,
        Mailbox.receiver: settings.receiver,
        Mailbox.error: "",
        Mailbox.updated_at: at,
    }
    async with transaction() as tx:
        before = await mailbox()
        if before is None or _place(before.settings) != _place(settings):
            values |= {Mailbox.validity: None, Mailbox.last_uid: 0, Mailbox.since: at}
            values |= {Mailbox.read_at: None}
        if before is None:
            await Mailbox.insert(Mailbox({Mailbox.id: 1, **values}))
        else:
            await Mailbox.update(values).where(Mailbox.id == 1)
        await record(
            tx,
            act="mailbox.set",
            subject_kind="business",
            subject_id=1,
            at=at,
            by=by,
            detail={"user": settings.user, "folder": settings.folder},
        )


async def remove(*, at: datetime, by: str) -> None:
    """Read no mailbox any more; its password is forgotten."""
    async with transaction() as tx:
        gone = await Mailbox.delete().where(Mailbox.id == 1).returning(Mailbox.id)
        if gone:
            await record(
                tx, act="mailbox.removed", subject_kind="business", subject_id=1, at=at, by=by
            )


def _place(settings: Settings) -> tuple[str, str, str]:
    return settings.host, settings.user, settings.folder
