"""Addresses that refuse what is sent to them: marked, and settled by a person."""

from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.messages.rules import State
from app.messages.tables import Bounce, Message

_MOST = 500


async def note_bounce(
    tx: Tx, address: str, said: str, *, message_id: int | None, at: datetime
) -> None:
    """Step: mark an address as one that refuses mail; marked already, it stays as it is. `said` is
    the server's words, of which 500 characters are kept."""
    row = Bounce(address=address.strip().casefold(), said=said[:_MOST], message=message_id, at=at)
    await Bounce.insert(row).on_conflict(action="DO NOTHING")


async def note_returned(tx: Tx, message_id: int, said: str, *, at: datetime) -> bool:
    """Step: a message that had left came back from its only address: it has failed after all. False
    when it has another, or is not held to have gone."""
    is_alone = (Message.cc_address == "") & Message.to_address.not_like("%,%")
    rows = (
        await Message.update(
            {Message.state: State.FAILED.value, Message.sent_at: None, Message.error: said[:_MOST]}
        )
        .where(
            Message.id == message_id,
            Message.state.is_in([State.SENT.value, State.UNCERTAIN.value]),
            is_alone,
        )
        .returning(Message.id, Message.client_id, Message.to_address)
    )
    for row in rows:
        await record(
            tx,
            act="message.returned",
            subject_kind="message",
            subject_id=row["id"],
            client_id=row["client_id"],
            at=at,
            by="echeance",
            detail={"to": row["to_address"], "said": said[:200]},
        )
    return bool(rows)


async def trust(address: str, *, at: datetime, by: str) -> bool:
    """A person says that an address is right: it is written to again. False: it was not marked."""
    async with transaction() as tx:
        return await settle(tx, address, at=at, by=by)


async def settle(tx: Tx, address: str, *, at: datetime, by: str) -> bool:
    """Step: an address is not marked any more; False when it was not."""
    changes: dict[Any, Any] = {Bounce.settled_at: at, Bounce.settled_by: by}
    rows = (
        await Bounce.update(changes)
        .where(Bounce.address == address.strip().casefold(), Bounce.settled_at.is_null())
        .returning(Bounce.id)
    )
    for row in rows:
        await record(
            tx,
            act="message.address_trusted",
            subject_kind="bounce",
            subject_id=row["id"],
            at=at,
            by=by,
            detail={"to": address},
        )
    return bool(rows)
