"""The list of documents: searched, narrowed, sorted, with the totals of all that is let through."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.searching import folded_sql
from app.clock import ZONE
from app.core.errors import Refused
from app.core.money import parse_amount
from app.core.text import searchable
from app.invoices import rules
from app.invoices.rules import Kind, Purpose, Situation, State
from app.invoices.tables import Invoice

_PART = 500

# What is open is read for the rows shown alone; the sums and the filters ask for it apart, so that
# the list costs the same after ten years.
_OPEN = "(SELECT CAST(SUM(b.open) AS BIGINT) FROM balance b WHERE b.invoice_id = i.id)"
_NEXT_DUE = "(SELECT MIN(b.due_on) FROM balance b WHERE b.invoice_id = i.id AND b.open <> 0)"
_LOST = (
    "SELECT n.invoice FROM allocation a JOIN instalment n ON n.id = a.instalment"
    " WHERE a.source_kind = 'loss' GROUP BY n.invoice HAVING SUM(a.amount) <> 0"
)
_ROWS = (
    "SELECT i.id AS id, i.kind AS kind, i.state AS state, i.number AS number,"
    " i.purpose AS purpose, i.client AS client_id, c.name AS client, i.issued_on AS issued_on,"
    " i.created_at AS created_at, i.net AS net, i.vat AS vat, i.total AS total,"
    f" COALESCE({_OPEN}, 0) AS open, COALESCE({_NEXT_DUE}, i.due_on) AS owed_on,"
    " CASE WHEN EXISTS (SELECT 1 FROM invoice x WHERE x.corrects = i.id AND x.state = 'issued')"
    " OR (SELECT SUM(x.total - x.prepaid + x.rounding) FROM invoice x WHERE x.credits = i.id"
    " AND x.state = 'issued') = -(i.total - i.prepaid + i.rounding) THEN 1 ELSE 0 END AS credited,"
    f" CASE WHEN i.id IN ({_LOST}) THEN 1 ELSE 0 END AS lost"
    " FROM invoice i JOIN client c ON c.id = i.client"
)
_SUMS = (
    "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(i.net), 0) AS BIGINT) AS net,"
    " CAST(COALESCE(SUM(i.total), 0) AS BIGINT) AS total FROM invoice i"
)
_OPEN_SUM = (
    "SELECT CAST(COALESCE(SUM(b.open), 0) AS BIGINT) AS open"
    " FROM balance b JOIN invoice i ON i.id = b.invoice_id"
)
_LABEL = folded_sql("l.label")
_IDS = (
    f"SELECT i.id AS id, COALESCE({_OPEN}, 0) AS open, COALESCE({_NEXT_DUE}, i.due_on) AS owed_on"
    " FROM invoice i JOIN client c ON c.id = i.client"
)
# Drafts first: they ask for something; then the newest.
SORTS = {
    "": "CASE WHEN i.state = 'draft' THEN 0 ELSE 1 END, i.issued_on DESC, i.id DESC",
    "number": "i.number, i.id",
    "-number": "i.number DESC, i.id DESC",
    "client": "c.search, i.id DESC",
    "-client": "c.search DESC, i.id DESC",
    "issued": "i.issued_on, i.id",
    "-issued": "i.issued_on DESC, i.id DESC",
    "due": "owed_on, i.id",
    "-due": "owed_on DESC, i.id DESC",
    "total": "i.total, i.id",
    "-total": "i.total DESC, i.id DESC",
    "open": "open, i.id",
    "-open": "open DESC, i.id DESC",
}
# The instalments of a document have one sign: its open amount has theirs.
_OWED = "i.id IN (SELECT invoice_id FROM balance WHERE open <> 0 AND open > 0)"
_OVERDUE = "i.id IN (SELECT invoice_id FROM balance WHERE open <> 0 AND open > 0 AND due_on < {})"
_STATES = {
    Situation.DRAFT: "i.state = 'draft'",
    Situation.ISSUED: f"i.state = 'issued' AND {_OWED} AND NOT {_OVERDUE}",
    Situation.LATE: f"i.state = 'issued' AND {_OVERDUE}",
    Situation.PAID: "i.state = 'issued' AND i.kind = 'invoice'"
    f" AND i.id NOT IN (SELECT invoice_id FROM balance WHERE open <> 0) AND i.id NOT IN ({_LOST})",
    Situation.WRITTEN_OFF: f"i.id IN ({_LOST})",
    Situation.CREDIT: "i.id IN (SELECT invoice_id FROM balance WHERE open <> 0 AND open < 0)",
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None and "" leave it open. `on` is the day that late is
    judged by."""

    on: date
    text: str = ""
    situation: Situation | None = None
    client_id: int | None = None
    issued_from: date | None = None
    issued_until: date | None = None


@dataclass(frozen=True)
class Listed:
    """One row; cents."""

    id: int
    kind: Kind
    purpose: Purpose
    number: str | None
    client_id: int
    client: str
    issued_on: date | None
    due_on: date | None
    net: int
    vat: int
    total: int
    open: int
    situation: Situation
    created_at: datetime

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.situation is Situation.DRAFT


@dataclass(frozen=True)
class Listing:
    """Some rows, and the count and sums of all that the filters let through."""

    rows: tuple[Listed, ...]
    count: int
    net: int
    total: int
    open: int


async def list_invoices(
    filters: Filters, sort: str = "", limit: int | None = 50, offset: int = 0
) -> Listing:
    """The documents let through, in an order of SORTS (an unknown one is the default)."""
    where, values = _where(filters)
    sums = (await Invoice.raw(_SUMS + where, *values))[0]
    open_sum = await Invoice.raw(f"{_OPEN_SUM}{where} AND b.open <> 0", *values)
    query = f"{_ROWS}{where} ORDER BY {SORTS.get(sort, SORTS[''])}"
    if limit is not None:
        query += f" LIMIT {int(limit)} OFFSET {int(offset)}"
    rows = await Invoice.raw(query, *values)
    return Listing(
        tuple(_listed(row, filters.on) for row in rows),
        int(sums["n"]),
        int(sums["net"]),
        int(sums["total"]),
        int(open_sum[0]["open"]),
    )


async def matching(filters: Filters, sort: str = "", most: int = 1_000) -> list[int]:
    """The ids let through, in order; one more than `most` when there are more."""
    where, values = _where(filters)
    query = f"{_IDS}{where} ORDER BY {SORTS.get(sort, SORTS[''])} LIMIT {int(most) + 1}"
    return [row["id"] for row in await Invoice.raw(query, *values)]


async def in_parts(ids: Sequence[int], on: date) -> AsyncIterator[list[Listed]]:
    """The named documents in this order, a part at a time."""
    for start in range(0, len(ids), _PART):
        part = list(ids[start : start + _PART])
        found = {each.id: each for each in await listed(part, on)}
        yield [found[id] for id in part if id in found]


async def listed(ids: list[int], on: date) -> list[Listed]:
    """The named documents, in the order of the numbers of their rows."""
    if not ids:
        return []
    places = ", ".join("{}" for _ in ids)
    rows = await Invoice.raw(f"{_ROWS} WHERE i.id IN ({places}) ORDER BY i.id", *ids)
    return [_listed(row, on) for row in rows]


def _where(filters: Filters) -> tuple[str, list[Any]]:
    parts, values = ["i.withdrawn_at IS NULL"], list[Any]()
    if filters.situation is not None:
        parts.append(_STATES[filters.situation])
        values += [filters.on] * parts[-1].count("{}")
    for column, value in (
        ("i.client = {}", filters.client_id),
        ("i.issued_on >= {}", filters.issued_from),
        ("i.issued_on <= {}", filters.issued_until),
    ):
        if value is not None:
            parts.append(column)
            values.append(value)
    if filters.text.strip():
        condition, more = _search(filters.text)
        parts.append(condition)
        values += more
    return " WHERE " + " AND ".join(parts), values


def _search(text: str) -> tuple[str, list[Any]]:
    """Each word is in the number, the client or a line; or the whole text is an amount."""
    words: list[str] = []
    values: list[Any] = []
    for word in searchable(text).split():
        like = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
        words.append(
            "(LOWER(i.number) LIKE {} ESCAPE '\\' OR i.client IN"
            " (SELECT id FROM client WHERE search LIKE {} ESCAPE '\\') OR EXISTS"
            " (SELECT 1 FROM invoice_line l WHERE l.invoice = i.id"
            f" AND {_LABEL} LIKE {{}} ESCAPE '\\'))"
        )
        values += [like] * 3
    condition = "(" + (" AND ".join(words) or "1 = 0")
    try:
        cents = parse_amount(text)
    except Refused:
        return condition + ")", values
    condition += f" OR i.total = {{}} OR i.total = {{}} OR {_OPEN} = {{}})"
    return condition, [*values, cents, -cents, cents]


def _listed(row: Mapping[str, Any], on: date) -> Listed:
    kind = Kind(row["kind"])
    open_now = int(row["open"])
    due_on = _day(row["owed_on"])
    return Listed(
        id=row["id"],
        kind=kind,
        purpose=Purpose(row["purpose"]),
        number=row["number"],
        client_id=row["client_id"],
        client=row["client"],
        issued_on=row["issued_on"],
        due_on=due_on,
        net=row["net"],
        vat=row["vat"],
        total=row["total"],
        open=open_now,
        situation=rules.situation(
            state=State(row["state"]),
            kind=kind,
            open=open_now,
            due_on=due_on,
            credited=bool(row["credited"]),
            withdrawn=False,
            lost=bool(row["lost"]),
            on=on,
        ),
        created_at=row["created_at"].astimezone(ZONE),
    )


def _day(value: date | str | None) -> date | None:
    """A day that SQL worked out: SQLite gives it back as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
