"""Lines that wait to be pointed, and one line with all that was done with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from app.bank.rules import StatementLine
from app.bank.rules.deals import PartKind
from app.bank.rules.matching import Reason, Verdict, kept, kept_reasons
from app.bank.tables import BankChoice, BankLine, BankMatch, BankPart, BankUnmatch
from app.clock import ZONE
from app.core.errors import refuse

THRESHOLD = 9_500
_FIELDS = ", ".join(f"l.{each.name} AS {each.name}" for each in fields(StatementLine))
_WAITING = f"""
SELECT {_FIELDS}, p.open AS open, p.mark AS mark, p.verdict AS verdict, p.error AS error,
  CASE WHEN EXISTS (SELECT 1 FROM bank_match m WHERE m.line = l.id) THEN 1 ELSE 0 END AS touched
FROM bank_pointing p JOIN bank_line l ON l.id = p.line
WHERE p.open <> 0 ORDER BY l.booked_on, l.id
"""


@dataclass(frozen=True)
class Choice:
    """From which score on a match is made without a person, if at all."""

    threshold: int = THRESHOLD
    automatic: bool = True


@dataclass(frozen=True)
class Tally:
    """Lines wholly accounted for, those that something is proposed for, and all others."""

    matched: int = 0
    suggested: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Waiting:
    """A line that waits, as what of it is not accounted for yet, with the verdict that is kept of
    it and the mark of the world that it was found in. `is_untouched`: nobody has pointed any of it
    or undone that, so that the program may; `is_in_error`: it has tried, and was refused."""

    line: StatementLine
    is_untouched: bool
    is_in_error: bool
    mark: str
    verdict: Verdict


@dataclass(frozen=True)
class PartView:
    """What cents of a line were, and for whom."""

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


async def choice() -> Choice:
    """What the owner has chosen, or what holds until then."""
    row = await BankChoice.select(BankChoice.threshold, BankChoice.automatic).first()
    return Choice(row["threshold"], row["automatic"]) if row else Choice()


async def waiting() -> list[Waiting]:
    """Every line that is not wholly accounted for, in the order in which they were booked."""
    return [_waiting(row) for row in await BankLine.raw(_WAITING)]


async def last_line() -> int:
    """The id of the line that came last; 0 before the first."""
    rows = await BankLine.raw("SELECT COALESCE(MAX(id), 0) AS last FROM bank_line")
    return int(rows[0]["last"])


async def tally(after: int = 0) -> Tally:
    """What became of the lines that came after one."""
    row = (
        await BankLine.raw(
            "SELECT COALESCE(SUM(CASE WHEN p.open = 0 THEN 1 ELSE 0 END), 0) AS matched,"
            " COALESCE(SUM(CASE WHEN p.open <> 0 AND p.score > 0 THEN 1 ELSE 0 END), 0)"
            " AS suggested, COUNT(*) AS every FROM bank_line l"
            " LEFT JOIN bank_pointing p ON p.line = l.id WHERE l.id > {}",
            after,
        )
    )[0]
    matched, suggested = int(row["matched"]), int(row["suggested"])
    return Tally(matched, suggested, int(row["every"]) - matched - suggested)


async def line(line_id: int) -> StatementLine:
    """One line; refused (bank.no_line) when there is none."""
    rows = await BankLine.raw(f"SELECT {_FIELDS} FROM bank_line l WHERE l.id = {{}}", line_id)
    if not rows:
        raise refuse("bank.no_line", "There is no such line of the bank.")
    return StatementLine(**rows[0])


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
    return found


def _waiting(row: dict[str, Any]) -> Waiting:
    open, mark, verdict = row.pop("open"), row.pop("mark"), row.pop("verdict")
    untouched, error = not row.pop("touched"), bool(row.pop("error"))
    found = StatementLine(**(row | {"amount_cents": open, "booked_on": _day(row["booked_on"])}))
    return Waiting(found, untouched, error, mark, kept(row["id"], verdict))


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


async def undone_elsewhere() -> list[tuple[int, date]]:
    """Matches whose payment was undone, and the day, but not by another line of the bank."""
    rows = await BankPart.raw(
        "SELECT p.match AS match, MAX(u.received_on) AS day FROM bank_part p"
        " JOIN receipt u ON u.reverses = p.receipt_id"
        " WHERE p.kind IN ('receipt', 'recorded', 'refund') AND NOT EXISTS"
        " (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match) AND NOT EXISTS"
        " (SELECT 1 FROM bank_part q WHERE q.receipt_id = u.id AND q.kind = 'return')"
        " GROUP BY p.match ORDER BY p.match"
    )
    return [(row["match"], _day(row["day"])) for row in rows]
