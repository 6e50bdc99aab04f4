"""Quotes as a list: by how they stand on a day, searched; what asks for somebody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.clock import ZONE
from app.core.errors import Refused
from app.core.money import parse_amount
from app.core.text import searchable
from app.quotes import rules
from app.quotes.rules import Answer, Becomes, Standing
from app.quotes.tables import Quote

SOON_DAYS = 7
_ROWS = (
    "SELECT q.id AS id, q.state AS state, q.number AS number, q.title AS title,"
    " q.client AS client_id, c.name AS client, q.sent_on AS sent_on, q.valid_until AS valid_until,"
    " COALESCE(a.total, q.total) AS total, COALESCE(a.net, q.net) AS net, a.answer AS answer,"
    " a.reason AS reason, r.id AS result, q.becomes AS becomes, s.id AS later,"
    " q.created_at AS created_at"
)
_FROM = (
    " FROM quote q JOIN client c ON c.id = q.client"
    " LEFT JOIN quote_answer a ON a.quote = q.id LEFT JOIN quote_result r ON r.quote = q.id"
    " LEFT JOIN quote s ON s.replaces = q.id AND s.state = 'sent'"
)
_OPEN = "q.state = 'sent' AND a.id IS NULL AND s.id IS NULL"
_STANDINGS = {
    Standing.DRAFT: "q.state = 'draft'",
    Standing.SENT: f"{_OPEN} AND q.valid_until >= {{}}",
    Standing.ACCEPTED: "a.answer = 'accepted'",
    Standing.REFUSED: "a.answer = 'refused'",
    Standing.EXPIRED: f"{_OPEN} AND q.valid_until < {{}}",
    Standing.SUPERSEDED: "a.id IS NULL AND s.id IS NOT NULL",
}
_ORDER = " ORDER BY CASE WHEN q.state = 'draft' THEN 0 ELSE 1 END, q.sent_on DESC, q.id DESC"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; `on` is the day that expiry is judged by."""

    on: date
    text: str = ""
    standing: Standing | None = None
    client_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """One row; cents with the options chosen."""

    id: int
    number: str | None
    title: str
    client_id: int
    client: str
    sent_on: date | None
    valid_until: date | None
    net: int
    total: int
    reason: str
    becomes: Becomes
    is_done: bool
    standing: Standing
    created_at: datetime


@dataclass(frozen=True)
class Listing:
    """Some rows, and the count and sum of all that the filters let through."""

    rows: tuple[Listed, ...]
    count: int
    total: int


@dataclass(frozen=True)
class Asking:
    """What asks for somebody: accepted and not turned into anything, declined lately, about to
    end."""

    accepted: tuple[Listed, ...] = ()
    refused: tuple[Listed, ...] = ()
    ending: tuple[Listed, ...] = ()


async def list_quotes(filters: Filters, limit: int | None = 50, offset: int = 0) -> Listing:
    """The quotes let through, drafts first, then the newest."""
    where, values = _where(filters)
    sums = await Quote.raw(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(COALESCE(a.total, q.total)), 0) AS BIGINT)"
        f" AS total{_FROM}{where}",
        *values,
    )
    query = f"{_ROWS}{_FROM}{where}{_ORDER}"
    if limit is not None:
        query += f" LIMIT {int(limit)} OFFSET {int(offset)}"
    rows = await Quote.raw(query, *values)
    return Listing(
        tuple(_listed(row, filters.on) for row in rows), int(sums[0]["n"]), int(sums[0]["total"])
    )


async def asking(on: date) -> Asking:
    """What the owner should look at on a day."""
    since = on - timedelta(days=SOON_DAYS)
    found = {
        "accepted": ("a.answer = 'accepted' AND r.id IS NULL", []),
        "refused": ("a.answer = 'refused' AND a.answered_on > {} AND s.id IS NULL", [since]),
        "ending": (
            f"{_OPEN} AND q.valid_until >= {{}} AND q.valid_until <= {{}}",
            [on, on + timedelta(days=SOON_DAYS)],
        ),
    }
    rows: dict[str, tuple[Listed, ...]] = {}
    for name, (condition, values) in found.items():
        read = await Quote.raw(f"{_ROWS}{_FROM} WHERE {condition} ORDER BY q.id", *values)
        rows[name] = tuple(_listed(row, on) for row in read)
    return Asking(**rows)


async def count_to_act_on() -> int:
    """How many accepted quotes wait to be turned into something."""
    rows = await Quote.raw(
        "SELECT COUNT(*) AS n FROM quote_answer a LEFT JOIN quote_result r ON r.quote = a.quote"
        " WHERE a.answer = 'accepted' AND r.id IS NULL"
    )
    return int(rows[0]["n"])


def _where(filters: Filters) -> tuple[str, list[Any]]:
    parts, values = ["1 = 1"], list[Any]()
    if filters.standing is not None:
        condition = _STANDINGS[filters.standing]
        parts.append(condition)
        values += [filters.on] * condition.count("{}")
    if filters.client_id is not None:
        parts.append("q.client = {}")
        values.append(filters.client_id)
    if filters.text.strip():
        condition, more = _search(filters.text)
        parts.append(condition)
        values += more
    return " WHERE " + " AND ".join(parts), values


def _search(text: str) -> tuple[str, list[Any]]:
    """Each word is in the number, the title, a line or the client; or the text is an amount."""
    words: list[str] = []
    values: list[Any] = []
    for word in searchable(text).split():
        like = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
        words.append(
            "(LOWER(q.number) LIKE {} ESCAPE '\\' OR q.search LIKE {} ESCAPE '\\'"
            " OR c.search LIKE {} ESCAPE '\\')"
        )
        values += [like] * 3
    condition = " AND ".join(words) or "1 = 0"
    try:
        cents = parse_amount(text)
    except Refused:
        return f"({condition})", values
    return f"(({condition}) OR COALESCE(a.total, q.total) = {{}})", [*values, cents]


def _listed(row: Mapping[str, Any], on: date) -> Listed:
    until = _day(row["valid_until"])
    return Listed(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        client_id=row["client_id"],
        client=row["client"],
        sent_on=_day(row["sent_on"]),
        valid_until=until,
        net=int(row["net"]),
        total=int(row["total"]),
        reason=row["reason"] or "",
        becomes=Becomes(row["becomes"]),
        is_done=row["result"] is not None,
        standing=rules.standing(
            is_sent=row["state"] == "sent",
            answer=Answer(row["answer"]) if row["answer"] else None,
            is_replaced=row["later"] is not None,
            valid_until=until,
            on=on,
        ),
        created_at=_moment(row["created_at"]),
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(found, datetime)
    return found.astimezone(ZONE)
