"""The outbox: a message is a row, written with its cause, unique on its subject."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from app.adapters.database import Tx
from app.auth.actions import record
from app.messages import rules
from app.messages.rules import State, Wanted
from app.messages.tables import Attachment, Message
from app.settings.queries import maybe_business


async def enqueue(
    tx: Tx,
    *,
    subject_key: str,
    cause_kind: str,
    cause_id: int,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    cc: str = "",
    client_id: int | None = None,
    attachments: Sequence[Wanted] = (),
    not_before: datetime | None = None,
    at: datetime,
    by: str,
) -> int | None:
    """Step: owe a message; gives back its id, or None when this subject key is there already.

    Refused by name: an address of `to` or `cc` (separated by commas) that is none, a subject that
    is empty or more than a line. `not_before` holds it back; so does a file without a hash.
    """
    message = Message(
        subject_key=rules.key(subject_key),
        cause_kind=cause_kind,
        cause_id=cause_id,
        client_id=client_id,
        state=State.WAITING.value,
        to_address=", ".join(rules.addresses(to)),
        cc_address=", ".join(rules.addresses(cc, "cc")) if cc.strip() else "",
        subject=rules.subject_line(subject),
        text=text,
        html=html,
        message_id=rules.message_id(secrets.token_hex(16), await _sender()),
        not_before=not_before or at,
        next_try_at=not_before or at,
        created_at=at,
        created_by=by,
    )
    return await _insert(message, attachments)


async def attach(tx: Tx, *, subject_kind: str, subject_id: int, sha256: str) -> int:
    """Step: the document is stored: give it to the attachments that wait for it; how many did."""
    completed = (
        await Attachment.update({Attachment.sha256: sha256})
        .where(
            Attachment.subject_kind == subject_kind,
            Attachment.subject_id == subject_id,
            Attachment.sha256.is_null(),
        )
        .returning(Attachment.id)
    )
    return len(completed)


async def cancel(
    tx: Tx, message_id: int, *, at: datetime, by: str, only_waiting: bool = False
) -> bool:
    """Step: a message that waits or has failed will not go; False when it is past that.

    `only_waiting` leaves a failed one alone: it has been tried, and its failure is to be seen.
    """
    states = [State.WAITING.value] if only_waiting else [State.WAITING.value, State.FAILED.value]
    cancelled = (
        await Message.update({Message.state: State.CANCELLED.value})
        .where(
            Message.id == message_id,
            Message.state.is_in(states),
        )
        .returning(Message.client_id, Message.subject)
    )
    if not cancelled:
        return False
    await record(
        tx,
        act="message.cancelled",
        subject_kind="message",
        subject_id=message_id,
        client_id=cancelled[0]["client_id"],
        at=at,
        by=by,
        detail={"subject": cancelled[0]["subject"]},
    )
    return True


async def _insert(message: Message, attachments: Sequence[Wanted]) -> int | None:
    made = (
        await Message.insert(message)
        .on_conflict(target=Message.subject_key, action="DO NOTHING")
        .returning(Message.id)
    )
    if not made:
        return None
    rows = [
        Attachment(
            message=made[0]["id"],
            subject_kind=wanted.subject_kind,
            subject_id=wanted.subject_id,
            filename=wanted.filename,
            media_type=wanted.media_type,
            sha256=wanted.sha256,
        )
        for wanted in attachments
    ]
    if rows:
        await Attachment.insert(*rows)
    return int(made[0]["id"])


async def _sender() -> str:
    """The address whose domain the Message-ID carries."""
    business = await maybe_business()
    return (business.mail_from or business.email) if business else ""
