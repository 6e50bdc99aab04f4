"""Statements that were sent, with their messages and their PDFs."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters import files
from app.clock import ZONE
from app.core.errors import N_, Finding
from app.core.located import located
from app.messages.queries import states
from app.messages.rules import State
from app.messages.tables import Message
from app.receivables.rules import Statement, from_json
from app.receivables.tables import AccountStatement, StatementRendering

_SELECT = """
SELECT s.id AS id, s.client AS client, c.name AS name, s.cause AS cause, s.first_day AS first_day,
  s.last_day AS last_day, s.closing AS closing, s.created_at AS created_at, r.sha256 AS sha256,
  r.error AS error, m.id AS message, m.to_address AS to_address
FROM account_statement s JOIN client c ON c.id = s.client
JOIN statement_rendering r ON r.statement = s.id
LEFT JOIN message m ON m.cause_kind = 'statement' AND m.cause_id = s.id
"""


@dataclass(frozen=True)
class SentStatement:
    """One statement sent: cents, the days it covers, where it went and how that stands."""

    id: int
    client_id: int
    client: str
    is_planned: bool
    first: date
    last: date
    closing: int
    created_at: datetime
    sha256: str | None
    error: str
    message_id: int | None
    to: str
    state: State | None


async def sent_statements(client_id: int | None = None, limit: int = 50) -> list[SentStatement]:
    """The last statements sent, of one client when asked, newest first."""
    where = "" if client_id is None else " WHERE s.client = {}"
    values = () if client_id is None else (client_id,)
    rows = await AccountStatement.raw(
        f"{_SELECT}{where} ORDER BY s.id DESC LIMIT {int(limit)}", *values
    )
    known = await states([row["message"] for row in rows if row["message"]])
    return [_sent(row, known) for row in rows]


async def sent_statement(statement_id: int) -> SentStatement | None:
    """One statement that was sent."""
    rows = await AccountStatement.raw(f"{_SELECT} WHERE s.id = {{}}", statement_id)
    known = await states([row["message"] for row in rows if row["message"]])
    return _sent(rows[0], known) if rows else None


async def times_sent(client_id: int) -> int:
    """How many a person has sent to a client: what a form saw, so that twice is once."""
    number: int = await AccountStatement.count().where(
        AccountStatement.client == client_id, AccountStatement.cause.like("hand:%")
    )
    return number


async def kept(statement_id: int) -> tuple[int, Statement] | None:
    """The client and the figures of a statement as they were sent."""
    row = (
        await AccountStatement.select(AccountStatement.client, AccountStatement.content)
        .where(AccountStatement.id == statement_id)
        .first()
    )
    return (row["client"], from_json(row["content"])) if row else None


def _sent(row: dict[str, Any], known: dict[int, State]) -> SentStatement:
    return SentStatement(
        id=row["id"],
        client_id=row["client"],
        client=row["name"],
        is_planned=not row["cause"].startswith("hand:"),
        first=row["first_day"],
        last=row["last_day"],
        closing=int(row["closing"]),
        created_at=row["created_at"].astimezone(ZONE),
        sha256=row["sha256"],
        error=row["error"],
        message_id=row["message"],
        to=row["to_address"] or "",
        state=known.get(row["message"]),
    )


async def check_figures() -> list[Finding]:
    """Statements whose movements do not lead from their first balance to their last."""
    rows = await AccountStatement.select(
        AccountStatement.id.as_alias("statement"),
        AccountStatement.client,
        AccountStatement.opening,
        AccountStatement.closing,
        AccountStatement.content,
    ).order_by(AccountStatement.id)
    wrong = []
    for row in rows:
        told = from_json(row.pop("content"))
        if (told.opening, told.closing) != (row["opening"], row["closing"]) or not told.is_equal:
            wrong.append(row | {"found": told.closing})
    message = N_(
        "statement %(statement)s of client %(client)s: balance %(closing)s, it tells %(found)s"
    )
    return located(message, wrong, cents=("opening", "closing", "found"))


async def check_files() -> list[Finding]:
    """Statements whose PDF is missing or altered, or that wait in a message for one that is there
    already or not owed."""
    rows = await StatementRendering.raw(
        "SELECT s.id AS statement, s.client AS client, r.sha256 AS sha256"
        " FROM account_statement s LEFT JOIN statement_rendering r ON r.statement = s.id"
        " WHERE r.id IS NULL OR r.sha256 IS NOT NULL ORDER BY s.id"
    )
    faults = await asyncio.to_thread(
        lambda: [row["sha256"] is None or files.fault_of(row["sha256"]) for row in rows]
    )
    lost = [row for row, fault in zip(rows, faults, strict=True) if fault]
    waiting = await Message.raw(
        "SELECT m.id AS message, a.filename AS filename FROM message m"
        " JOIN message_attachment a ON a.message = m.id AND a.sha256 IS NULL"
        " LEFT JOIN statement_rendering r ON r.statement = a.subject_id"
        " WHERE a.subject_kind = 'statement' AND m.state = 'waiting'"
        " AND (r.id IS NULL OR r.done_at IS NOT NULL) ORDER BY m.id"
    )
    return [
        *located(
            N_("statement %(statement)s of client %(client)s: its PDF is missing or altered"), lost
        ),
        *located(N_("message %(message)s waits for %(filename)s, which is not owed"), waiting),
    ]
