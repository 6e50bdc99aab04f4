"""What was done with lines: each act with its parts, and whether it stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.bank.rules.deals import PartKind
from app.bank.rules.matching import Reason, kept_reasons
from app.bank.tables import BankMatch, BankPart, BankUnmatch
from app.clock import ZONE
from app.core.errors import refuse


@dataclass(frozen=True)
class PartView:
    """What cents of a line were, and for whom; `puts` are (invoice, number, cents) that they are
    on now."""

    position: int
    kind: PartKind
    amount: int
    client_id: int | None
    client: str
    receipt_id: int | None
    allocation_id: int | None
    account: str
    reason: str
    note: str
    id: int = 0
    puts: tuple[tuple[int, str, int], ...] = ()


@dataclass(frozen=True)
class MatchView:
    """One act on a line; `undone_at` once it was undone."""

    id: int
    line: int
    automatic: bool
    score: int
    reasons: tuple[Reason, ...]
    recorded_at: datetime
    recorded_by: str
    undone_at: datetime | None
    undone_by: str
    undone_why: str
    parts: tuple[PartView, ...]

    @property
    def cents(self) -> int:
        """Cents of the line that it accounts for."""
        return sum(part.amount for part in self.parts)


async def matches(line_ids: Sequence[int]) -> dict[int, list[MatchView]]:
    """What was done with lines, in the order it was done, undone acts too."""
    found: dict[int, list[MatchView]] = {each: [] for each in line_ids}
    if not line_ids:
        return found
    places = ", ".join("{}" for _ in line_ids)
    rows = await BankMatch.raw(
        "SELECT m.*, x.recorded_at AS undone_at, COALESCE(x.recorded_by, '') AS undone_by,"
        " COALESCE(x.reason, '') AS undone_why FROM bank_match m"
        " LEFT JOIN bank_unmatch x ON x.match = m.id"
        f" WHERE m.line IN ({places}) ORDER BY m.id",
        *line_ids,
    )
    parts = await _parts([row["id"] for row in rows])
    for row in rows:
        found[row["line"]].append(_match(row, parts.get(row["id"], [])))
    return found


async def match(match_id: int) -> MatchView:
    """One act; refused (bank.no_match) when there is none."""
    row = await BankMatch.select(BankMatch.line).where(BankMatch.id == match_id).first()
    if row is None:
        raise refuse("bank.no_match", "There is no such match.")
    return next(m for m in (await matches([row["line"]]))[row["line"]] if m.id == match_id)


async def _parts(match_ids: Sequence[int]) -> dict[int, list[PartView]]:
    found: dict[int, list[PartView]] = {}
    for start in range(0, len(match_ids), 400):
        some = match_ids[start : start + 400]
        places = ", ".join("{}" for _ in some)
        for row in await BankPart.raw(
            "SELECT p.*, COALESCE(c.name, '') AS client FROM bank_part p"
            f" LEFT JOIN client c ON c.id = p.client_id WHERE p.match IN ({places})"
            " ORDER BY p.match, p.position",
            *some,
        ):
            number = row.pop("match")
            found.setdefault(number, []).append(PartView(**(row | {"kind": PartKind(row["kind"])})))
    return await _with_puts(found)


async def _with_puts(found: dict[int, list[PartView]]) -> dict[int, list[PartView]]:
    """The parts with the documents that their receipts are on."""
    ids = [p.receipt_id for parts in found.values() for p in parts if p.receipt_id is not None]
    puts: dict[int, list[tuple[int, str, int]]] = {}
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        places = ", ".join("{}" for _ in some)
        for row in await BankPart.raw(
            "SELECT a.source_id AS receipt, i.id AS invoice, i.number AS number,"
            " CAST(SUM(a.amount) AS BIGINT) AS cents FROM allocation a"
            " JOIN instalment s ON s.id = a.instalment JOIN invoice i ON i.id = s.invoice"
            f" WHERE a.source_kind = 'receipt' AND a.source_id IN ({places})"
            " GROUP BY a.source_id, i.id, i.number HAVING SUM(a.amount) <> 0 ORDER BY i.id",
            *some,
        ):
            one = (row["invoice"], row["number"], int(row["cents"]))
            puts.setdefault(row["receipt"], []).append(one)
    return {
        match: [replace(p, puts=tuple(puts.get(p.receipt_id or 0, ()))) for p in parts]
        for match, parts in found.items()
    }


async def is_live(match_id: int) -> bool:
    """Whether a match stands."""
    return not await BankUnmatch.exists().where(BankUnmatch.match == match_id)


async def returning_line(reversal_id: int) -> int | None:
    """The line that gives a payment back by this reversal, if one does."""
    rows = await BankPart.raw(
        "SELECT m.line AS line FROM bank_part p JOIN bank_match m ON m.id = p.match"
        " WHERE p.receipt_id = {} AND p.kind = 'return' AND NOT EXISTS"
        " (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)",
        reversal_id,
    )
    return int(rows[0]["line"]) if rows else None


async def at_the_bank(receipt_ids: Sequence[int]) -> dict[int, tuple[int, date]]:
    """Of payments, the line of the bank that stands for each, and its day."""
    found: dict[int, tuple[int, date]] = {}
    for start in range(0, len(receipt_ids), 400):
        some = receipt_ids[start : start + 400]
        places = ", ".join("{}" for _ in some)
        for row in await BankPart.raw(
            "SELECT p.receipt_id AS receipt, l.id AS line, l.booked_on AS day FROM bank_part p"
            " JOIN bank_match m ON m.id = p.match JOIN bank_line l ON l.id = m.line"
            f" WHERE p.receipt_id IN ({places}) AND p.kind IN ('receipt', 'recorded') AND NOT"
            " EXISTS (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)",
            *some,
        ):
            found[row["receipt"]] = (row["line"], _day(row["day"]))
    return found


async def undone_elsewhere() -> list[tuple[int, date]]:
    """Matches whose payment was undone, and the day, but not by another line of the bank."""
    rows = await BankPart.raw(
        "SELECT p.match AS match, MAX(u.received_on) AS day FROM bank_part p"
        " JOIN receipt u ON u.reverses = p.receipt_id"
        " WHERE p.kind IN ('receipt', 'recorded', 'refund') AND NOT EXISTS"
        " (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match) AND NOT EXISTS"
        " (SELECT 1 FROM bank_part q WHERE q.receipt_id = u.id AND q.kind = 'return')"
        " AND NOT EXISTS (SELECT 1 FROM debit_return t WHERE t.reversal_id = u.id)"
        " GROUP BY p.match ORDER BY p.match"
    )
    return [(row["match"], _day(row["day"])) for row in rows]


def _match(row: dict[str, Any], parts: list[PartView]) -> MatchView:
    undone_at = row["undone_at"]
    return MatchView(
        id=row["id"],
        line=row["line"],
        automatic=bool(row["automatic"]),
        score=row["score"],
        reasons=kept_reasons(json.loads(row["reasons"] or "[]")),
        recorded_at=_moment(row["recorded_at"]),
        recorded_by=row["recorded_by"],
        undone_at=_moment(undone_at) if undone_at else None,
        undone_by=row["undone_by"],
        undone_why=row["undone_why"],
        parts=tuple(parts),
    )


def _moment(value: datetime | str) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(ZONE)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
