"""Lines that wait to be pointed, and one line with all that was done with it."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from app.bank.rules import StatementLine
from app.bank.rules.matching import Verdict, kept
from app.bank.tables import BankChoice, BankLine
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
    it, as text, and the mark of the world that it was found in. `is_untouched`: nobody has pointed
    any of it or undone that, so that the program may; `is_in_error`: it has tried, and was
    refused."""

    line: StatementLine
    is_untouched: bool
    is_in_error: bool
    mark: str
    text: str

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict that is kept: read when it is asked for, since that takes longest."""
        return kept(self.line.id, self.text)


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


def _waiting(row: dict[str, Any]) -> Waiting:
    open, mark, verdict = row.pop("open"), row.pop("mark"), row.pop("verdict")
    untouched, error = not row.pop("touched"), bool(row.pop("error"))
    found = StatementLine(**(row | {"amount_cents": open, "booked_on": _day(row["booked_on"])}))
    return Waiting(found, untouched, error, mark, verdict)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
