"""Lines of the bank as lists: those to be pointed, those that are, and what can be chosen."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from app.adapters.searching import folded_sql
from app.bank.queries.choosing import amount_of
from app.bank.rules import StatementLine
from app.bank.rules.matching import Verdict, kept
from app.bank.tables import BankLine
from app.core.errors import Finding
from app.core.text import searchable
from app.imports.rules import kept as kept_findings

SIZE = 30
_FIELDS = ", ".join(f"l.{each.name} AS {each.name}" for each in fields(StatementLine))
_OPEN = "COALESCE(p.open, l.amount_cents)"
_LOOKED = "CASE WHEN p.looked_at IS NULL THEN 0 ELSE 1 END"
_FROM = " FROM bank_line l LEFT JOIN bank_pointing p ON p.line = l.id"
# What each filter lets through, of those that wait.
_WAITS = {
    "sure": f"{_OPEN} <> 0 AND p.is_sure",
    "ask": f"{_OPEN} <> 0 AND NOT p.is_sure AND p.score > 0 AND l.amount_cents > 0",
    "unknown": f"{_OPEN} <> 0 AND COALESCE(p.score, 0) = 0 AND l.amount_cents > 0",
    "out": f"{_OPEN} <> 0 AND l.amount_cents < 0",
}
# What asks for a person: money that came, and what went out that may be a client's.
_ASKS = f"{_OPEN} <> 0 AND (l.amount_cents > 0 OR COALESCE(p.score, 0) > 0)"
_STATES = {"": _ASKS, "done": f"{_OPEN} = 0", **_WAITS}
_ORDERS = {
    "": "l.booked_on DESC, l.id DESC",
    "day": "l.booked_on, l.id",
    "amount": "ABS(l.amount_cents) DESC, l.id DESC",
    "-amount": "ABS(l.amount_cents), l.id",
    "score": "COALESCE(p.score, 0) DESC, l.id DESC",
}


@dataclass(frozen=True)
class LineFilters:
    """What the lists are narrowed to: `state` is "" (asks for a person), done, or a key of what
    waits."""

    state: str = ""
    text: str = ""
    account: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class LineListed:
    """A line with what is left of it and what it may be, once it was looked at."""

    line: StatementLine
    open: int
    is_sure: bool
    verdict: Verdict
    errors: tuple[Finding, ...]
    is_looked_at: bool


@dataclass(frozen=True)
class LineListing:
    """A page of lines; how many there are of each state with the same text, and their sum."""

    rows: tuple[LineListed, ...]
    count: int
    amount: int
    counts: dict[str, int]


async def list_lines(
    filters: LineFilters, sort: str = "", page: int = 1, size: int | None = SIZE
) -> LineListing:
    """The lines that the filters let through, the newest first."""
    narrowed, values = _narrowed(filters)
    states = ", ".join(
        f"COALESCE(SUM(CASE WHEN {test} THEN 1 ELSE 0 END), 0) AS n{n}"
        for n, test in enumerate(_STATES.values())
    )
    counted = (await BankLine.raw(f"SELECT {states}{_FROM}{narrowed}", *values))[0]
    counts = {state: int(counted[f"n{n}"]) for n, state in enumerate(_STATES)}
    state = _STATES.get(filters.state, _STATES[""])
    where = f"{narrowed} AND {state}" if narrowed else f" WHERE {state}"
    sums = (
        await BankLine.raw(
            "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(l.amount_cents), 0) AS BIGINT) AS cents"
            f"{_FROM}{where}",
            *values,
        )
    )[0]
    limit = "" if size is None else f" LIMIT {size} OFFSET {(max(1, page) - 1) * size}"
    rows = await BankLine.raw(
        f"SELECT {_FIELDS}, {_OPEN} AS open, p.is_sure AS is_sure, {_LOOKED} AS looked,"
        f" COALESCE(p.verdict, '') AS verdict, COALESCE(p.error, '') AS error{_FROM}{where}"
        f" ORDER BY {_ORDERS.get(sort, _ORDERS[''])}{limit}",
        *values,
    )
    listed = tuple(_listed(row) for row in rows)
    return LineListing(listed, int(sums["n"]), int(sums["cents"]), counts)


async def listed_line(line_id: int) -> LineListed | None:
    """One line as the lists show it; None when there is none."""
    rows = await BankLine.raw(
        f"SELECT {_FIELDS}, {_OPEN} AS open, p.is_sure AS is_sure, {_LOOKED} AS looked,"
        f" COALESCE(p.verdict, '') AS verdict, COALESCE(p.error, '') AS error{_FROM}"
        " WHERE l.id = {}",
        line_id,
    )
    return _listed(rows[0]) if rows else None


async def count_asking() -> tuple[int, int]:
    """Lines that ask for a person (money in, and money out that may be a client's), and those of
    them for which something is proposed."""
    rows = await BankLine.raw(
        "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN p.score > 0 THEN 1 ELSE 0 END), 0) AS likely"
        " FROM bank_pointing p JOIN bank_line l ON l.id = p.line"
        " WHERE p.open <> 0 AND (l.amount_cents > 0 OR p.score > 0)"
    )
    return int(rows[0]["n"]), int(rows[0]["likely"])


def _narrowed(filters: LineFilters) -> tuple[str, list[object]]:
    tests: list[str] = []
    values: list[object] = []
    if filters.text.strip():
        test, some = _matching(filters.text)
        tests.append(test)
        values += some
    for test, value in (
        ("l.account = {}", filters.account),
        ("l.booked_on >= {}", filters.since),
        ("l.booked_on <= {}", filters.until),
    ):
        if value is not None:
            tests.append(test)
            values.append(value)
    return (" WHERE " + " AND ".join(tests) if tests else ""), values


def _matching(text: str) -> tuple[str, list[object]]:
    """What the bank wrote, or an amount."""
    like = f"%{searchable(text)}%"
    said = [f"{folded_sql(name)} LIKE {{}}" for name in ("l.label", "l.payer_name")]
    tests = [*said, "LOWER(l.reference) LIKE {}"]
    values: list[object] = [like, like, like]
    cents = amount_of(text)
    if cents is None:
        return f"({' OR '.join(tests)})", [*values]
    return f"({' OR '.join(tests)} OR ABS(l.amount_cents) = {{}})", [*values, cents]


def _listed(row: dict[str, Any]) -> LineListed:
    open, is_sure = int(row.pop("open")), bool(row.pop("is_sure"))
    verdict, error = kept(row["id"], row.pop("verdict")), row.pop("error")
    is_looked_at = bool(row.pop("looked"))
    line = StatementLine(**row)
    errors = tuple(kept_findings(error)) if error else ()
    return LineListed(line, open, is_sure, verdict, errors, is_looked_at)
