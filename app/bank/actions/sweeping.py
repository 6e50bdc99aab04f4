"""Every line that waits is looked at; what is sure is pointed, what is not is proposed.

A verdict holds for the world that it was found in: each match is made only when nothing has
changed since, in its own transaction. Killed at any moment, or run twice at once, the same lines
are pointed, once each.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from piccolo.columns import Column

from app.adapters.database import transaction
from app.bank import queries
from app.bank.actions.batching import settle_batches
from app.bank.actions.pointing import Grounds, hold, point_in
from app.bank.actions.unpointing import reopen
from app.bank.queries import Choice, Waiting
from app.bank.rules import StatementLine
from app.bank.rules.deals import deals_of
from app.bank.rules.matching import Index, Verdict, judge_all, keep, payers
from app.bank.tables import BankPointing
from app.core.errors import Refused
from app.imports.rules import keep as keep_findings

_CHUNK = 250
# Some seconds' work, also on a small machine: the rest follows at once.
_LOOKED, _MOST = 4_000, 1_000


@dataclass
class Swept:
    """How many lines were looked at, and pointed; whether some are still to be looked at."""

    looked: int = 0
    pointed: int = 0
    is_done: bool = True


class _Changed(Exception):
    """Somebody else has changed what a verdict rests on: it is found anew."""


async def sweep(*, at: datetime, by: str) -> Swept:
    """Look at the lines that wait, again when anything changed since; once all have been looked at,
    point what is sure."""
    swept = Swept()
    await _enlist()
    await reopen(at=at, by=by)
    choice = await queries.choice()
    if choice.automatic:
        swept.pointed += await settle_batches(at=at, by=by)
    while swept.pointed < _MOST:
        look = await _look(choice)
        if look is None:
            return swept
        swept.looked += look.looked
        pointed = 0
        if look.is_whole:
            pointed = await _point_sure(look, choice, _MOST - swept.pointed, at, by)
            swept.pointed += pointed
        await _keep(look, choice, at)
        if not pointed:
            swept.is_done = look.is_whole
            return swept
    swept.is_done = False
    return swept


async def _enlist() -> None:
    """Each line of the bank is owed a look, once."""
    async with transaction():
        await BankPointing.raw(
            "INSERT INTO bank_pointing (line, open, score, is_sure, verdict, mark, error)"
            " SELECT l.id, l.amount_cents, 0, FALSE, '', '', '' FROM bank_line l WHERE NOT EXISTS"
            " (SELECT 1 FROM bank_pointing p WHERE p.line = l.id) ON CONFLICT DO NOTHING"
        )


@dataclass
class _Look:
    """The world as it was, the lines with their verdicts in it (`is_whole`: all that wait), and how
    many were looked at now."""

    mark: str
    lines: dict[int, Waiting]
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


async def _look(choice: Choice) -> _Look | None:
    """None when every verdict is of the world as it is, and nothing is to be done about it."""
    mark = await queries.mark()
    waiting = await queries.waiting()
    known = {each.line.id: each for each in waiting if each.mark == mark}
    verdicts = {line_id: each.verdict for line_id, each in known.items()}
    stale = [each for each in waiting if each.mark != mark]
    look = _Look(mark, known, verdicts, len(stale[:_LOOKED]), len(stale) <= _LOOKED)
    if not stale and all(each.is_in_error for each in look.sure(choice)):
        return None
    lines = [each.line for each in waiting]
    index = Index(await queries.world(lines), lines)
    for start in range(0, look.looked, _CHUNK):
        part = stale[start : min(start + _CHUNK, _LOOKED)]
        look.lines |= {each.line.id: each for each in part}
        look.verdicts |= judge_all([each.line for each in part], index, choice.threshold)
        # The pages and the heartbeat of this process get their turn.
        await asyncio.sleep(0)
    look.verdicts = judge_all([], index, choice.threshold, list(look.verdicts.values()))
    return look


async def _point_sure(look: _Look, choice: Choice, most: int, at: datetime, by: str) -> int:
    try:
        for each in look.sure(choice)[:most]:
            await _point(look, each.line, at, by)
    except _Changed:
        return max(1, len(look.pointed))
    return len(look.pointed)


async def _point(look: _Look, line: StatementLine, at: datetime, by: str) -> None:
    best = look.verdicts[line.id].candidates[0]
    grounds = Grounds(f"alone:{line.id}", True, best.score, best.reasons)
    try:
        async with transaction() as tx:
            if await hold(tx, line.id) != line.amount_cents or await queries.mark() != look.mark:
                raise _Changed
            deals = deals_of(best, line.amount_cents)
            await point_in(tx, line.id, deals, grounds, at=at, by=by)
            after = await queries.mark()
    except Refused as refused:
        look.errors[line.id] = keep_findings(refused.findings)
        return
    look.mark = after
    look.pointed.add(line.id)


async def _keep(look: _Look, choice: Choice, at: datetime) -> None:
    """Keep the verdicts; those that a match of this sweep may have changed are found anew."""
    again = _touched(look)
    rows = [each for each in look.lines.values() if each.line.id not in look.pointed]
    for start in range(0, len(rows), _CHUNK):
        async with transaction():
            for each in rows[start : start + _CHUNK]:
                mark = "" if each.line.id in again else look.mark
                await _keep_one(look, each, mark, choice, at)


async def _keep_one(look: _Look, each: Waiting, mark: str, choice: Choice, at: datetime) -> None:
    verdict = look.verdicts[each.line.id]
    best = verdict.best
    error = look.errors.get(each.line.id, "")
    values: dict[Column | str, Any] = {
        BankPointing.mark: mark,
        BankPointing.error: error,
        BankPointing.looked_at: at,
        BankPointing.score: best.score if best else 0,
        BankPointing.is_sure: verdict.is_sure(choice.threshold) and not error,
    }
    if verdict != each.verdict:
        values[BankPointing.verdict] = keep(verdict)
    await BankPointing.update(values).where(
        BankPointing.line == each.line.id, BankPointing.open == each.line.amount_cents
    )


def _touched(look: _Look) -> set[int]:
    """Lines that wait for a client of those pointed just now, or were paid by the same payer."""
    clients = {each for line_id in look.pointed for each in _clients(look.verdicts[line_id])}
    keys = {key for line_id in look.pointed for key in payers(look.lines[line_id].line)}
    return {
        line_id
        for line_id, each in look.lines.items()
        if line_id not in look.pointed
        and (_clients(look.verdicts[line_id]) & clients or keys.intersection(payers(each.line)))
    }


def _clients(verdict: Verdict) -> set[int]:
    found: set[int] = set()
    for each in verdict.candidates:
        found |= {each.client_id, *(part.client_id for part in each.parts)}
    return found
