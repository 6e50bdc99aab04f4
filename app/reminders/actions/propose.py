"""The morning sweep: one proposal per client who is due one, one hold per client who is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.core.errors import Finding, Refused
from app.law.queries import law_on
from app.reminders import queries
from app.reminders.actions.compose import compose, page_addresses
from app.reminders.actions.keeping import Draft, Pen, hold, keep, waiting, why_gone, withdraw
from app.reminders.actions.locks import hold_clients
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Channel, Held, Proposal, decide
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
    business, law, window = await the_business(), await law_on(on), await queries.the_window()
    pen = Pen({view.id: view for view in plan}, business, law, on, at, window)
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
    decided: dict[int, Made | None] = {}
    approved = {}
    for client_id in ids:
        row, to = current.get(client_id), found.get(client_id)
        if row is not None and row["state"] == "approved" and to is not None:
            approved[client_id] = int(row["step"])
            continue
        made = decided[client_id] = decide(to.situation, steps, pen.on) if to else None
        if row is not None and not isinstance(made, Proposal):
            await withdraw(tx, row["id"], why_gone(row, to, made), at=pen.at)
    drafts = await _drafts(tx, decided, found, current, pen)
    await keep(tx, drafts, pen)
    await hold(tx, _holds(decided, approved, pen), pen.on)
    for client_id, made in decided.items():
        if client_id in found:
            result.note(made, found[client_id].situation.name)


async def _drafts(
    tx: Tx,
    decided: dict[int, Made | None],
    found: Mapping[int, Addressed],
    current: Mapping[int, dict[str, Any]],
    pen: Pen,
) -> list[Draft]:
    """The proposals in words; one that cannot be written is held, and nobody else is."""
    proposals = [made for made in decided.values() if isinstance(made, Proposal)]
    pages = await page_addresses(tx, proposals, pen.at)
    drafts = []
    for made in proposals:
        to, step = found[made.client_id], pen.plan[made.step.id]
        try:
            said = compose(made, to, step, pen.business, pen.law, pages, on=pen.on)
        except Refused as refused:
            decided[made.client_id] = Held(made.client_id, refused.findings[0])
        else:
            drafts.append(Draft(made, to, said, current.get(made.client_id)))
    return drafts


def _holds(
    decided: Mapping[int, Made | None], approved: Mapping[int, int], pen: Pen
) -> list[tuple[int, Finding]]:
    """Who is left alone and why; on a day off also what would leave by itself, `approved` by client
    with its step."""
    off = {one.id: pen.window.of(one.step).day_off(pen.on) for one in pen.plan.values()}
    holds = [(client_id, why) for client_id, step in approved.items() if (why := off.get(step))]
    for client_id, made in decided.items():
        if isinstance(made, Held):
            holds += [(client_id, reason) for reason in made.reasons]
        elif made is not None and made.step.is_automatic and made.channel is Channel.EMAIL:
            holds += [(client_id, why)] if (why := off[made.step.id]) else []
    return holds


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
