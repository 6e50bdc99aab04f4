"""The business set up once, and changed; each change is noted with the names of its fields."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from app.adapters import mail
from app.adapters.database import Tx, transaction
from app.adapters.letters import Envelope
from app.auth import actions as auth
from app.auth import queries as auth_queries
from app.auth import rules as auth_rules
from app.core.errors import Refused, refuse
from app.settings import queries, rules, tables
from app.settings.rules import Business


@dataclass(frozen=True)
class Owner:
    """The first account: whoever sets the business up."""

    name: str
    email: str
    password: str


async def set_up(
    business: Business, owner: Owner | None, *, address: str, agent: str, at: datetime, by: str
) -> str | None:
    """Make the business and, with `owner`, the first account; gives back that one's session token.

    Two browsers at once: one is served, the other is refused (settings.set_up_already).
    """
    kept = rules.checked(business)
    if owner is not None:
        auth_rules.check_password(owner.password, owner.email)
    password_hash = await auth.hash_password(owner.password) if owner else ""
    async with transaction() as tx:
        made = (
            await tables.Business.insert(tables.Business(id=1, **asdict(kept)))
            .on_conflict(action="DO NOTHING")
            .returning(tables.Business.id)
        )
        if not made or (owner is not None and await auth_queries.has_users()):
            raise _already()
        token = None
        if owner is not None:
            user_id = await auth.add_user_in(
                tx,
                owner.email,
                name=owner.name,
                role=auth_rules.Role.OWNER,
                password_hash=password_hash,
                at=at,
                by=by,
            )
            token = await auth.open_session(tx, user_id, address=address, agent=agent, at=at)
        await _note(tx, "business.set_up", {}, at, by)
    return token


def _already() -> Refused:
    return refuse("settings.set_up_already", "The business has been set up already: sign in.")


async def change(changes: Mapping[str, Any], *, at: datetime, by: str) -> list[str]:
    """Change some columns of the business; gives back the names of those that differ now.

    Refused: what `rules.checked` refuses, every fault at once.
    """
    async with transaction() as tx:
        await tables.Business.update({tables.Business.updated_at: at}).where(
            tables.Business.id == 1
        )
        before = await queries.business()
        after = rules.checked(replace(before, **changes))
        names = [name for name in changes if getattr(before, name) != getattr(after, name)]
        if names:
            await tables.Business.update(
                {getattr(tables.Business, name): getattr(after, name) for name in names}
            ).where(tables.Business.id == 1)
            await _note(tx, "business.changed", {"fields": names}, at, by)
    return names


async def _note(tx: Tx, act: str, detail: Mapping[str, object], at: datetime, by: str) -> None:
    await auth.record(
        tx, act=act, subject_kind="business", subject_id=1, at=at, by=by, detail=detail
    )


async def try_mail(
    server: mail.MailServer, business: Business, *, to: str, subject: str, text: str, at: datetime
) -> None:
    """Hand one message over to the server, now, to see whether it takes it.

    Refused: no sender's address; the server's words when it did not take it (settings.mail).
    """
    sender = business.mail_from or business.email
    if not sender:
        raise refuse("form.missing", "This must be filled in.", "mail_from")
    envelope = Envelope(
        message_id=f"<{secrets.token_hex(12)}@{sender.rpartition('@')[2]}>",
        date=at,
        sender=sender,
        sender_name=business.name,
        to=(to,),
        subject=subject,
        text=text,
    )
    try:
        await mail.send(replace(server, connect_seconds=5.0, whole_seconds=15.0), envelope)
    except mail.Uncertain as problem:
        raise refuse(
            "settings.mail_uncertain",
            "The server took the message and did not answer, it may have gone: %(said)s.",
            said=str(problem),
        ) from problem
    except mail.MailError as problem:
        raise refuse(
            "settings.mail", "The message has not gone. The server: %(said)s.", said=str(problem)
        ) from problem
