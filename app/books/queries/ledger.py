"""Trial balances, and the lines of an account, a journal or a client, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounting.queries import known_until
from app.accounting.tables import EntryLine
from app.invoices.tables import Allocation

_FROM = """
FROM entry_line l JOIN entry e ON e.id = l.entry LEFT JOIN client c ON c.id = l.client_id
WHERE e.day >= {} AND e.day <= {} AND e.recorded_at < {}"""


@dataclass(frozen=True)
class Span:
    """Days of entry, both included; as known at the end of `known_on` when given."""

    first: date
    last: date
    known_on: date | None = None


@dataclass(frozen=True)
class Which:
    """Of which lines: "" and None mean all of them."""

    account: str = ""
    journal: str = ""
    client_id: int | None = None


@dataclass(frozen=True)
class Total:
    """An account (or a client) over a span, in cents; balances are debits less credits."""

    key: str
    name: str
    before: int
    debit: int
    credit: int

    @property
    def after(self) -> int:
        return self.before + self.debit - self.credit


@dataclass(frozen=True)
class LedgerLine:
    """A line of the ledger; `balance` is that of all lines shown up to it, in cents."""

    entry: int
    journal: str
    day: date
    piece: str
    label: str
    account: str
    client_id: int | None
    client: str
    debit: int
    credit: int
    balance: int
    href: str | None


async def trial_balance(span: Span) -> list[Total]:
    """Each account that moved in the span or had a balance before it, in order of its number."""
    return await _totals("l.account", "''", "", span)


async def client_totals(span: Span) -> list[Total]:
    """The same for each client’s account (411 and 416 together), by name."""
    only = " AND l.account IN ('411', '416')"
    return await _totals("CAST(l.client_id AS VARCHAR)", "MIN(c.name)", only, span)


async def _totals(key: str, name: str, only: str, span: Span) -> list[Total]:
    rows = await EntryLine.raw(
        f"SELECT {key} AS key, {name} AS name,"
        " CAST(SUM(CASE WHEN e.day < {} THEN l.debit - l.credit ELSE 0 END) AS BIGINT) AS before,"
        " CAST(SUM(CASE WHEN e.day >= {} THEN l.debit ELSE 0 END) AS BIGINT) AS debit,"
        " CAST(SUM(CASE WHEN e.day >= {} THEN l.credit ELSE 0 END) AS BIGINT) AS credit"
        f"{_FROM}{only} GROUP BY {key} ORDER BY name, key",
        *(span.first,) * 3,
        date.min,
        span.last,
        known_until(span.known_on),
    )
    found = [Total(r["key"], r["name"], r["before"], r["debit"], r["credit"]) for r in rows]
    return [each for each in found if each.before or each.debit or each.credit]


async def balance_before(span: Span, which: Which) -> int:
    """Debits less credits of the lines before the span, in cents."""
    only, values = _only(which)
    rows = await EntryLine.raw(
        f"SELECT CAST(COALESCE(SUM(l.debit - l.credit), 0) AS BIGINT) AS cents{_FROM}"
        f" AND e.day < {{}}{only}",
        date.min,
        span.last,
        known_until(span.known_on),
        span.first,
        *values,
    )
    return int(rows[0]["cents"])


async def count_lines(span: Span, which: Which) -> int:
    """How many lines there are."""
    only, values = _only(which)
    sql = f"SELECT COUNT(*) AS lines{_FROM}{only}"
    rows = await EntryLine.raw(sql, span.first, span.last, known_until(span.known_on), *values)
    return int(rows[0]["lines"])


async def ledger_lines(
    span: Span, which: Which, before: int, limit: int, offset: int = 0
) -> list[LedgerLine]:
    """Lines by day; `before` is the balance before the first of them all."""
    only, values = _only(which)
    places = (span.first, span.last, known_until(span.known_on), *values)
    balance = before
    order = " ORDER BY e.day, e.id, l.id LIMIT {} OFFSET {}"
    if offset:
        rows = await EntryLine.raw(
            "SELECT CAST(COALESCE(SUM(s.cents), 0) AS BIGINT) AS cents FROM"
            f" (SELECT l.debit - l.credit AS cents{_FROM}{only}{order}) s",
            *places,
            offset,
            0,
        )
        balance += int(rows[0]["cents"])
    rows = await EntryLine.raw(
        "SELECT e.id AS entry, e.journal AS journal, e.day AS day, e.piece AS piece,"
        " e.label AS label, e.subject AS subject, l.account AS account, l.client_id AS client_id,"
        f" COALESCE(c.name, '') AS client, l.debit AS debit, l.credit AS credit"
        f"{_FROM}{only}{order}",
        *places,
        limit,
        offset,
    )
    settled = await _settled([row["subject"] for row in rows])
    found = []
    for row in rows:
        balance += row["debit"] - row["credit"]
        found.append(_line(row, balance, settled))
    return found


def _only(which: Which) -> tuple[str, list[object]]:
    sql, values = "", list[object]()
    for column, value in (
        ("l.account", which.account),
        ("e.journal", which.journal),
        ("l.client_id", which.client_id),
    ):
        if value:
            sql += f" AND {column} = {{}}"
            values.append(value)
    if which.client_id:
        sql += " AND l.account IN ('411', '416')"
    return sql, values


async def _settled(subjects: Sequence[str]) -> dict[str, int]:
    """The document whose VAT an entry made due, by the number of what was put on it."""
    ids = {each.rsplit(":", 1)[1] for each in subjects if each.startswith("vat:")}
    wanted = sorted(int(each) for each in ids if each.isdigit())
    if not wanted:
        return {}
    places = ", ".join("{}" for _ in wanted)
    rows = await Allocation.raw(
        "SELECT a.id AS id, n.invoice AS invoice FROM allocation a"
        f" JOIN instalment n ON n.id = a.instalment WHERE a.id IN ({places})",
        *wanted,
    )
    return {str(row["id"]): int(row["invoice"]) for row in rows}


def _line(row: dict[str, Any], balance: int, settled: dict[str, int]) -> LedgerLine:
    values = {name: row[name] for name in _COLUMNS}
    return LedgerLine(**values, balance=balance, href=_href(row["subject"], settled))


_COLUMNS = tuple(LedgerLine.__dataclass_fields__)[:-2]
_DOCUMENTS = ("invoice", "opening", "opening-paid", "corrected", "withdrawal", "withdrawal-paid")


def _href(subject: str, settled: dict[str, int]) -> str | None:
    kind, _, number = subject.rpartition(":")
    if kind in _DOCUMENTS:
        return f"/invoices/{number}"
    if kind == "receipt":
        return f"/payments/{number}"
    if kind.startswith("vat:") and number in settled:
        return f"/invoices/{settled[number]}"
    return None
