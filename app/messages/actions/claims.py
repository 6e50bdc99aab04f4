"""Claims on the outbox: who sends what, and what happened to it, each a short transaction.

A worker claims a few complete messages, then marks each as begun just before it hands it over, in
the transaction that notes that the one before it has gone.
Killed between the two, the message has surely not gone and waits again; killed after, it may have
gone, and a person decides. So a crash leaves at most one message of a worker in doubt.
"""

from datetime import datetime, timedelta
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.messages import rules
from app.messages.actions.bounces import note_bounce
from app.messages.rules import STALE_AFTER, State
from app.messages.tables import Message

_DUE = """
    SELECT id FROM message
    WHERE state = 'waiting' AND next_try_at <= {} AND not_before <= {}
      AND NOT EXISTS (SELECT 1 FROM message_attachment a
                      WHERE a.message = message.id AND a.sha256 IS NULL)
    ORDER BY next_try_at, id LIMIT {}
"""
_BEGIN = """
    UPDATE message SET begun_at = {}
    WHERE id = {} AND state = 'sending' AND claimed_at = {} AND begun_at IS NULL RETURNING id
"""
# Uncertain too: a worker that was frozen for long knows better than the sweep.
_SENT = """
    UPDATE message SET state = 'sent', sent_at = {}, error = '', attempts = {}
    WHERE id = {} AND state IN ('sending', 'uncertain')
"""
_SERVER_AWAY = timedelta(minutes=5)


async def claim(at: datetime, count: int) -> list[dict[str, Any]]:
    """Take complete messages that are due, for this worker alone; oldest first."""
    async with transaction():
        due = await Message.raw(_DUE, at, at, count)
        if not due:
            return []
        claimed = (
            await Message.update({Message.state: State.SENDING.value, Message.claimed_at: at})
            .where(
                Message.id.is_in([row["id"] for row in due]),
                Message.state == State.WAITING.value,
            )
            .returning(*Message.all_columns())
        )
        return sorted(claimed, key=lambda row: (row["next_try_at"], row["id"]))


async def begin(row: dict[str, Any], at: datetime, gone: dict[str, Any] | None = None) -> bool:
    """Mark a claimed message as handed over from now on; False when the claim was lost.

    `gone` is the one before it, which has gone: noted in the same transaction, it costs none.
    """
    async with transaction() as tx:
        if gone is not None:
            await _sent(tx, gone, at)
        begun = await Message.raw(_BEGIN, at, row["id"], row["claimed_at"])
    return bool(begun)


async def note_sent(row: dict[str, Any], at: datetime) -> None:
    """It has gone."""
    async with transaction() as tx:
        await _sent(tx, row, at)


async def _sent(tx: Tx, row: dict[str, Any], at: datetime) -> None:
    await Message.raw(_SENT, at, row["attempts"] + 1, row["id"])
    await record(
        tx,
        act="message.sent",
        subject_kind="message",
        subject_id=row["id"],
        client_id=row["client_id"],
        at=at,
        by="echeance",
        detail={"subject": row["subject"], "to": row["to_address"]},
    )


async def note_failed(row: dict[str, Any], why: str) -> None:
    """It will not go as it is; somebody must do something."""
    await _set(row, State.FAILED, why, row["attempts"] + 1)


async def note_refused(row: dict[str, Any], why: str, at: datetime) -> None:
    """The server refuses it for good; when it refuses the mailbox, that address is marked too.
    Of several addresses the answer does not say which."""
    async with transaction() as tx:
        await _update(row, State.FAILED, why, row["attempts"] + 1)
        is_alone = "," not in row["to_address"] and not row["cc_address"]
        if is_alone and rules.refuses_mailbox(why):
            await note_bounce(tx, row["to_address"], why, message_id=row["id"], at=at)


async def note_uncertain(row: dict[str, Any], why: str) -> None:
    """It may have gone; a person decides."""
    await _set(row, State.UNCERTAIN, why, row["attempts"] + 1)


async def note_put_off(row: dict[str, Any], why: str, at: datetime) -> bool:
    """It is tried again later; False when that was the last try, and it has failed."""
    attempts = row["attempts"] + 1
    later = rules.next_try(attempts, at)
    if later is None:
        await note_failed(row, why)
        return False
    await _set(row, State.WAITING, why, attempts, later)
    return True


async def note_server_away(row: dict[str, Any], why: str, at: datetime) -> None:
    """The fault is the server's: the message keeps its tries, and waits a little."""
    await _set(row, State.WAITING, why, row["attempts"], at + _SERVER_AWAY)


async def release(rows: list[dict[str, Any]]) -> None:
    """Give back claims that were not begun: those messages wait as before."""
    if rows:
        await Message.update({Message.state: State.WAITING.value, Message.claimed_at: None}).where(
            Message.id.is_in([row["id"] for row in rows]),
            Message.state == State.SENDING.value,
            Message.claimed_at == rows[0]["claimed_at"],
            Message.begun_at.is_null(),
        )


async def settle_stale(at: datetime) -> int:
    """Claims of workers that are gone: not begun waits again, begun may have gone; how many."""
    stale = (Message.state == State.SENDING.value) & (Message.claimed_at < at - STALE_AFTER)
    async with transaction():
        await Message.update({Message.state: State.WAITING.value, Message.claimed_at: None}).where(
            stale, Message.begun_at.is_null()
        )
        doubtful = (
            await Message.update({Message.state: State.UNCERTAIN.value, Message.error: ""})
            .where(stale, Message.begun_at.is_not_null())
            .returning(Message.id)
        )
        return len(doubtful)


async def _set(
    row: dict[str, Any], state: State, why: str, attempts: int, next_try_at: datetime | None = None
) -> None:
    async with transaction():
        await _update(row, state, why, attempts, next_try_at)


async def _update(
    row: dict[str, Any], state: State, why: str, attempts: int, next_try_at: datetime | None = None
) -> None:
    values: dict[Any, Any] = {
        Message.state: state.value,
        Message.error: why,
        Message.attempts: attempts,
        Message.claimed_at: None,
    }
    if state is State.WAITING:
        values |= {Message.next_try_at: next_try_at, Message.begun_at: None}
    await Message.update(values).where(
        Message.id == row["id"], Message.state == State.SENDING.value
    )
