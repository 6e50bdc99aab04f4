"""What people decide about messages: try again, hold back, settle what may have gone."""

from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import N_, Refused, refuse
from app.messages import rules
from app.messages.actions.bounces import settle
from app.messages.actions.outbox import cancel
from app.messages.rules import State
from app.messages.tables import Message


async def retry(message_id: int, *, at: datetime, by: str, to: str | None = None) -> None:
    """Try a message that failed, or that waits after a failure, again now; `to` corrects its
    address, else the one it has is trusted again. Refused: it has gone, may have gone, or was
    cancelled; an address that is none."""
    values: dict[Any, Any] = _afresh(at)
    if to:
        values[Message.to_address] = ", ".join(rules.addresses(to))
    async with transaction() as tx:
        changed = await _change(
            tx, message_id, (State.FAILED, State.WAITING), values, "retried", at, by
        )
        await settle(tx, changed, at=at, by=by)


async def resend(message_id: int, *, at: datetime, by: str) -> None:
    """A message that may have gone is sent again, under the same Message-ID."""
    async with transaction() as tx:
        await _change(tx, message_id, (State.UNCERTAIN,), _afresh(at), "resent", at, by)


async def mark_sent(message_id: int, *, at: datetime, by: str) -> None:
    """A message that may have gone is known to have gone; one that waits, or failed, was handed
    over by other means. Refused: it is being sent, has gone, or was cancelled."""
    values: dict[Any, Any] = {
        Message.state: State.SENT.value,
        Message.sent_at: at,
        Message.error: "",
    }
    async with transaction() as tx:
        states = (State.UNCERTAIN, State.WAITING, State.FAILED)
        await _change(tx, message_id, states, values, "marked_sent", at, by)


async def hold_back(message_id: int, *, at: datetime, by: str) -> None:
    """A message that has not gone will not go. Refused when it is too late for that."""
    async with transaction() as tx:
        if not await cancel(tx, message_id, at=at, by=by):
            raise _too_late()


def _afresh(at: datetime) -> dict[Any, Any]:
    return {
        Message.state: State.WAITING.value,
        Message.attempts: 0,
        Message.next_try_at: at,
        Message.claimed_at: None,
        Message.begun_at: None,
        Message.error: "",
    }


async def _change(
    tx: Tx,
    message_id: int,
    states: tuple[State, ...],
    values: dict[Any, Any],
    act: str,
    at: datetime,
    by: str,
) -> str:
    """The address that it goes to."""
    changed = (
        await Message.update(values)
        .where(Message.id == message_id, Message.state.is_in([state.value for state in states]))
        .returning(Message.client_id, Message.subject, Message.to_address)
    )
    if not changed:
        raise _too_late()
    await record(
        tx,
        act=f"message.{act}",
        subject_kind="message",
        subject_id=message_id,
        client_id=changed[0]["client_id"],
        at=at,
        by=by,
        detail={"subject": changed[0]["subject"], "to": changed[0]["to_address"]},
    )
    return str(changed[0]["to_address"])


def _too_late() -> Refused:
    return refuse(
        "messages.state",
        N_("This message has changed in the meantime. Look at where it stands now."),
    )
