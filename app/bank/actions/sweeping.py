"""Every line that waits is looked at; what is sure is pointed, what is not is proposed.

A verdict holds for the world that it was found in: matches are made only when nothing has changed
since, some dozens in a transaction; when one of those is refused, each in its own. Killed at any
moment, or run twice at once, the same lines are pointed, once each.
"""

import asyncio
import logging
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.adapters.database import transaction
from app.bank import queries
from app.bank.actions.batching import settle_batches
from app.bank.actions.pointing import Grounds, hold, hold_many, point_in
from app.bank.actions.together import Sure, plain, point_together
from app.bank.actions.unpointing import reopen
from app.bank.actions.verdicts import Look, keep_verdicts
from app.bank.queries import Choice, Waiting
from app.bank.rules import StatementLine
from app.bank.rules.deals import deals_of
from app.bank.rules.matching import Index, Verdict, judge_all
from app.bank.tables import BankPointing
from app.core.errors import Refused
from app.debits.queries import named_debits
from app.imports.rules import keep as keep_findings

log = logging.getLogger("echeance.bank")

_CHUNK = 250
# Some seconds' work, also on a small machine: the rest follows at once.
_LOOKED, _MOST = 4_000, 4_000
# So many matches in one transaction: nobody else waits for long, and each costs little.
_TOGETHER = 50


@dataclass
class Swept:
    """How many lines were looked at, and pointed; whether some are still to be looked at. The last
    look spares the next sweep what it has worked out."""

    looked: int = 0
    pointed: int = 0
    is_done: bool = True
    look: Look | None = field(default=None, repr=False)


class _Changed(Exception):
    """Somebody else has changed what a verdict rests on: it is found anew."""


async def sweep(*, at: datetime, by: str, after: Swept | None = None) -> Swept:
    """Look at the lines that wait, again when anything changed since; once all have been looked at,
    point what is sure. `after`: the sweep that this one goes on from."""
    swept = Swept(look=after.look if after else None)
    await _enlist()
    await reopen(at=at, by=by)
    choice = await queries.choice()
    if choice.automatic:
        swept.pointed += await settle_batches(at=at, by=by)
    while swept.pointed < _MOST:
        look = await _look(choice, swept.look)
        if look is None:
            return swept
        swept.look = look
        swept.looked += look.looked
        pointed = 0
        if look.is_whole:
            pointed = await _point_sure(look, choice, _MOST - swept.pointed, at, by)
            swept.pointed += pointed
        await keep_verdicts(look, choice, at)
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


async def _look(choice: Choice, before: Look | None) -> Look | None:
    """None when every verdict is of the world as it is, and nothing is to be done about it."""
    mark = await queries.mark()
    waiting = await queries.waiting()
    stale = [each for each in waiting if each.mark != mark]
    is_whole = len(stale) <= _LOOKED
    known = [each for each in waiting if each.mark == mark] if is_whole else []
    same = before if before and before.mark == mark else None
    had = same.verdicts if same else {}
    stood = {each.line.id: had.get(each.line.id) or each.verdict for each in known}
    lines = {each.line.id: each for each in known}
    index = same.index if same and not same.pointed else await _index(waiting)
    look = Look(mark, index, lines, stood, stood | had, len(stale[:_LOOKED]), is_whole)
    if not stale and all(each.is_in_error for each in look.sure(choice)):
        return None
    made: dict[int, Verdict] = {}
    for start in range(0, look.looked, _CHUNK):
        part = stale[start : min(start + _CHUNK, _LOOKED)]
        look.lines |= {each.line.id: each for each in part}
        made |= judge_all([each.line for each in part], index, choice.threshold)
        # The pages and the heartbeat of this process get their turn.
        await asyncio.sleep(0)
    look.verdicts |= judge_all([], index, choice.threshold, [*stood.values(), *made.values()])
    return look


async def _index(waiting: Sequence[Waiting]) -> Index:
    lines = [each.line for each in waiting]
    return Index(await queries.world(lines), lines)


async def _point_sure(look: Look, choice: Choice, most: int, at: datetime, by: str) -> int:
    """Make what is sure, many at a time; gives back how many, one at least when the world has
    changed meanwhile and verdicts are to be found anew."""
    sure = look.sure(choice)[:most]
    debited = await named_debits([each.line.end_to_end_id for each in sure])
    try:
        for start in range(0, len(sure), _TOGETHER):
            part = sure[start : start + _TOGETHER]
            together = [one for each in part if (one := _plain(look, each, debited)) is not None]
            if not await _together(look, together, at, by):
                together = []
            done = {each.line.id for each in together}
            for each in part:
                if each.line.id not in done:
                    await _point(look, each.line, at, by)
    except _Changed:
        return max(1, len(look.pointed))
    return len(look.pointed)


def _plain(look: Look, each: Waiting, debited: Container[str]) -> Sure | None:
    best = look.verdicts[each.line.id].candidates[0]
    shares = plain(deals_of(best, each.line.amount_cents))
    if not shares or each.is_in_error or each.line.end_to_end_id in debited:
        return None
    return Sure(each.line, shares, _grounds(look, each.line))


def _grounds(look: Look, line: StatementLine) -> Grounds:
    best = look.verdicts[line.id].candidates[0]
    return Grounds(f"alone:{line.id}", True, best.score, best.reasons)


async def _together(look: Look, sure: Sequence[Sure], at: datetime, by: str) -> bool:
    """Whether all were made. When one is refused none is, and each is tried by itself."""
    if not sure:
        return True
    lines = {each.line.id: each.line.amount_cents for each in sure}
    try:
        async with transaction() as tx:
            if await hold_many(tx, sorted(lines)) != lines or await queries.mark() != look.mark:
                raise _Changed
            await point_together(tx, sure, at=at, by=by)
            after = await queries.mark()
    except Refused as refused:
        log.info("of %s lines one is refused: each by itself: %s", len(sure), refused)
        return False
    look.mark = after
    look.pointed.update(lines)
    return True


async def _point(look: Look, line: StatementLine, at: datetime, by: str) -> None:
    best = look.verdicts[line.id].candidates[0]
    try:
        async with transaction() as tx:
            if await hold(tx, line.id) != line.amount_cents or await queries.mark() != look.mark:
                raise _Changed
            deals = deals_of(best, line.amount_cents)
            await point_in(tx, line.id, deals, _grounds(look, line), at=at, by=by)
            after = await queries.mark()
    except Refused as refused:
        look.errors[line.id] = keep_findings(refused.findings)
        return
    look.mark = after
    look.pointed.add(line.id)
