"""The outbox read: by state, by cause, by client."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns.combination import Where
from piccolo.query.functions.aggregate import Count

from app.core.errors import N_, refuse
from app.messages.queries.view import MessageView, message_view
from app.messages.rules import State
from app.messages.tables import Attachment, Message

PAGE = 50
_PENDING = (State.WAITING, State.SENDING)


async def message(message_id: int) -> MessageView:
    """One message; refused (messages.unknown) when there is none."""
    row = await Message.select().where(Message.id == message_id).first()
    if row is None:
        raise refuse("messages.unknown", N_("There is no such message."))
    return (await _with_files([row]))[0]


@dataclass(frozen=True)
class Listed:
    """A page of the outbox, and whether another follows."""

    messages: list[MessageView]
    has_more: bool


async def listed(
    state: State | None = None, *, client_id: int | None = None, page: int = 1
) -> Listed:
    """A page of the outbox, newest first: of one state ("waiting" holds "sending" too), of one
    client, or all."""
    query = Message.select().order_by(Message.id, ascending=False)
    if state is not None:
        states = _PENDING if state is State.WAITING else (state,)
        query = query.where(Message.state.is_in([each.value for each in states]))
    if client_id is not None:
        query = query.where(Message.client_id == client_id)
    rows = await query.limit(PAGE + 1).offset((page - 1) * PAGE)
    return Listed(await _with_files(rows[:PAGE]), len(rows) > PAGE)


async def counts(client_id: int | None = None) -> dict[State, int]:
    """How many messages are in each state; "waiting" counts those being sent too."""
    query = Message.select(Message.state, Count()).group_by(Message.state)
    if client_id is not None:
        query = query.where(Message.client_id == client_id)
    found = dict.fromkeys(State, 0)
    for row in await query:
        state = State(row["state"])
        found[State.WAITING if state is State.SENDING else state] += int(row["count"])
    return found


async def server_trouble() -> str:
    """What kept the mail server from taking anything, in its words; "" when nothing did.

    Such a fault costs a message none of its tries: it waits with an error and without a try.
    """
    row = (
        await Message.select(Message.error)
        .where(Message.state == State.WAITING.value, Message.error != "", Message.attempts == 0)
        .order_by(Message.next_try_at, ascending=False)
        .first()
    )
    return str(row["error"]) if row else ""


async def needing_someone() -> int:
    """How many messages ask for a person: failed for good, or perhaps gone."""
    number: int = await Message.count().where(
        Message.state.is_in([State.FAILED.value, State.UNCERTAIN.value])
    )
    return number


async def of_cause(kind: str, cause_id: int) -> list[MessageView]:
    """The messages that one record caused, newest first."""
    return await _found((Message.cause_kind == kind) & (Message.cause_id == cause_id), 100)


async def of_client(client_id: int, limit: int = 20) -> list[MessageView]:
    """The last messages to a client, newest first."""
    return await _found(Message.client_id == client_id, limit)


async def states(ids: Sequence[int]) -> dict[int, State]:
    """The state of each of these messages."""
    if not ids:
        return {}
    rows = await Message.select(Message.id, Message.state).where(Message.id.is_in(list(ids)))
    return {row["id"]: State(row["state"]) for row in rows}


@dataclass(frozen=True)
class Sent:
    """A message that may have left: whom it was for, why, and its addresses in small letters."""

    id: int
    client_id: int | None
    cause_kind: str
    cause_id: int
    addresses: frozenset[str]


async def sent_as(message_ids: Sequence[str]) -> Sent | None:
    """The message that carries the first of these Message-IDs that is one of ours."""
    if not message_ids:
        return None
    rows = await Message.select(
        Message.id,
        Message.message_id,
        Message.client_id,
        Message.cause_kind,
        Message.cause_id,
        Message.to_address,
        Message.cc_address,
    ).where(Message.message_id.is_in(list(message_ids)), Message.begun_at.is_not_null())
    by_id = {row["message_id"]: row for row in rows}
    row = next((by_id[each] for each in message_ids if each in by_id), None)
    if row is None:
        return None
    to = f"{row['to_address']}, {row['cc_address']}".split(", ")
    addresses = frozenset(each.casefold() for each in to if each)
    return Sent(row["id"], row["client_id"], row["cause_kind"], row["cause_id"], addresses)


async def last_written_to(client_ids: Sequence[int]) -> int | None:
    """Of these clients the one who was last sent a message; None when nobody ever was."""
    row = (
        await Message.select(Message.client_id)
        .where(Message.client_id.is_in(list(client_ids) or [0]), Message.sent_at.is_not_null())
        .order_by(Message.id, ascending=False)
        .first()
    )
    return int(row["client_id"]) if row else None


async def _found(where: Any | Where, limit: int) -> list[MessageView]:
    rows = await Message.select().where(where).order_by(Message.id, ascending=False).limit(limit)
    return await _with_files(rows)


async def _with_files(rows: Sequence[Mapping[str, Any]]) -> list[MessageView]:
    files = await attachments_of([row["id"] for row in rows])
    return [message_view(row, files[row["id"]]) for row in rows]


async def attachments_of(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of messages, by the message's id."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if ids:
        rows = (
            await Attachment.select()
            .where(Attachment.message.is_in(list(ids)))
            .order_by(Attachment.id)
        )
        for row in rows:
            found[row["message"]].append(row)
    return found
