"""The verdicts of one look at the lines that wait, and how they are kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.adapters.bulk_rows import as_json, rows_sql
from app.adapters.database import transaction
from app.bank.queries import Choice, Waiting
from app.bank.rules.matching import Index, Verdict, keep, payers
from app.bank.tables import BankPointing

_CHUNK = 250
_COLUMNS = {
    "line": "bigint",
    "cents": "bigint",
    "score": "bigint",
    "sure": "bigint",
    "verdict": "text",
    "mark": "text",
    "error": "text",
}
# A verdict that is as it was is not written again.
_KEEP = f"""
UPDATE bank_pointing SET score = v.score, is_sure = (v.sure = 1), mark = v.mark, error = v.error,
  verdict = COALESCE(v.verdict, bank_pointing.verdict), looked_at = {{}}
FROM ({rows_sql(_COLUMNS)}) AS v
WHERE bank_pointing.line = v.line AND bank_pointing.open = v.cents
"""


@dataclass
class Look:
    """The world as it was, the lines looked at (`is_whole`: all that wait), the verdicts in it,
    those that `stood` before among them, and how many were looked at now; then what was pointed,
    and why what was sure could not be."""

    mark: str
    index: Index
    lines: dict[int, Waiting]
    stood: dict[int, Verdict]
    verdicts: dict[int, Verdict]
    looked: int
    is_whole: bool
    pointed: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)

    def sure(self, choice: Choice) -> list[Waiting]:
        """The lines that the program may point."""
        if not choice.automatic:
            return []
        return [
            each
            for each in self.lines.values()
            if each.is_untouched and self.verdicts[each.line.id].is_sure(choice.threshold)
        ]

    def touched(self) -> set[int]:
        """Lines that wait for a client of those pointed just now, or were paid by the same
        payer: their verdicts may have changed."""
        clients = {each for line_id in self.pointed for each in _clients(self.verdicts[line_id])}
        keys = {key for line_id in self.pointed for key in payers(self.lines[line_id].line)}
        return {
            line_id
            for line_id, each in self.lines.items()
            if line_id not in self.pointed
            and (
                not clients.isdisjoint(_clients(self.verdicts[line_id]))
                or not keys.isdisjoint(payers(each.line))
            )
        }


async def keep_verdicts(look: Look, choice: Choice, at: datetime) -> None:
    """Keep the verdicts; those that a match of this sweep may have changed are found anew."""
    again = look.touched()
    rows = [
        row
        for each in look.lines.values()
        if each.line.id not in look.pointed
        and (row := _row(look, each, "" if each.line.id in again else look.mark, choice))
    ]
    for start in range(0, len(rows), _CHUNK):
        async with transaction():
            await BankPointing.raw(_KEEP, at, as_json(rows[start : start + _CHUNK]))


def _row(look: Look, each: Waiting, mark: str, choice: Choice) -> list[Any] | None:
    """None when all is as it is kept."""
    line, verdict = each.line, look.verdicts[each.line.id]
    score = verdict.best.score if verdict.best else 0
    error = look.errors.get(line.id, "")
    sure = int(verdict.is_sure(choice.threshold) and not error)
    told = None if verdict is look.stood.get(line.id) else keep(verdict)
    told = None if told == each.text else told
    if told is None and mark == each.mark and not error and not each.is_in_error:
        return None
    return [line.id, line.amount_cents, score, sure, told, mark, error]


def _clients(verdict: Verdict) -> set[int]:
    found: set[int] = set()
    for each in verdict.candidates:
        found |= {each.client_id, *(part.client_id for part in each.parts)}
    return found
