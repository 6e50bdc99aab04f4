"""The morning sweep: one proposal per client who is due one, one hold per client who is not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.core.errors import Refused
from app.law.queries import law_on
from app.reminders import queries
from app.reminders.actions.keeping import (
    Pen,
    add,
    hold,
    renew,
    same,
    waiting,
    why_gone,
    withdraw,
)
from app.reminders.actions.locks import hold_clients
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Channel, Held, Proposal, day_off, decide
from app.reminders.tables import Hold
from app.settings.queries import business as the_business

BATCH = 50
Made = Proposal | Held


@dataclass
class Proposed:
    """What a sweep found: proposals to decide (new or kept) and clients held back."""

    proposals: list[Proposal] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def note(self, made: Made | None, name: str) -> None:
        """Count what was decided of one client."""
        if made is None:
            return
        self.names[made.client_id] = name
        if isinstance(made, Proposal):
            self.proposals.append(made)
        else:
            self.held.append(made)


async def propose(*, on: date, at: datetime, dry_run: bool = False) -> Proposed:
    """Propose reminders as of a day; run again, or twice at once, it changes nothing.

    A proposal nobody decided yet is replaced when what it says is no longer true. What is
    approved already is left to the sending, which checks again.
    """
    plan = await queries.plan()
    result = Proposed()
    if dry_run:
        found = await queries.situations(on)
        for client_id in sorted(found):
            made = decide(found[client_id].situation, [view.step for view in plan], on)
            result.note(made, found[client_id].situation.name)
        return result
    pen = Pen({v.id: v for v in plan}, await the_business(), await law_on(on), on, at)
    ids = sorted({*await queries.owing(on), *await queries.waiting_clients()})
    for start in range(0, len(ids), BATCH):
        async with transaction() as tx:
            await _sweep(tx, ids[start : start + BATCH], pen, result)
    await _forget_holds(ids, on)
    return result


async def _sweep(tx: Tx, ids: Sequence[int], pen: Pen, result: Proposed) -> None:
    """Decide again, now that nobody else decides about these clients, and keep what is decided."""
    await hold_clients(tx, ids)
    found = await queries.situations(pen.on, only=ids)
    current = await waiting(ids)
    steps = [view.step for view in pen.plan.values()]
    await Hold.delete().where(Hold.client.is_in(list(ids)), Hold.day == pen.on)
    for client_id in ids:
        row = current.get(client_id)
        addressed = found.get(client_id)
        made = decide(addressed.situation, steps, pen.on) if addressed else None
        if row is not None and row["state"] == "approved" and addressed is not None:
            await _wait_out(tx, client_id, pen.on)
            continue
        if addressed is not None and isinstance(made, Proposal):
            made = await _keep(tx, made, addressed, row, pen)
        elif row is not None:
            await withdraw(tx, row["id"], why_gone(row, addressed, made), at=pen.at)
        if isinstance(made, Held):
            for reason in made.reasons:
                await hold(tx, client_id, reason, pen.on)
        elif made is not None and made.step.is_automatic and made.channel is Channel.EMAIL:
            await _wait_out(tx, client_id, pen.on)
        if addressed is not None:
            result.note(made, addressed.situation.name)


async def _wait_out(tx: Tx, client_id: int, on: date) -> None:
    """Keep that what would leave by itself does not, on a day off."""
    reason = day_off(on, (await queries.the_limits()).weekdays)
    if reason is not None:
        await hold(tx, client_id, reason, on)


async def _keep(
    tx: Tx, made: Proposal, to: Addressed, row: dict[str, object] | None, pen: Pen
) -> Made:
    """Write the proposal, or leave the one that says the same; what cannot be written is held."""
    try:
        async with tx.savepoint():
            if row is not None and same(row, made):
                await renew(tx, int(str(row["id"])), made, to, pen)
                return made
            if row is not None:
                await withdraw(tx, int(str(row["id"])), None, at=pen.at)
            await add(tx, made, to, pen)
    except Refused as refused:
        return Held(made.client_id, refused.findings[0])
    return made


async def _forget_holds(ids: Sequence[int], on: date) -> None:
    """Whoever owes nothing any more is not held back any more."""
    gone = [
        row["id"]
        for row in await Hold.select(Hold.id, Hold.client).where(Hold.day == on)
        if row["client"] not in set(ids)
    ]
    if gone:
        async with transaction():
            await Hold.delete().where(Hold.id.is_in(gone))
