"""The morning sweep: one proposal per client who is due one, one hold per client who is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.law.queries import law_on
from app.law.rules import Law
from app.reminders import queries
from app.reminders.actions.compose import compose
from app.reminders.queries.history import why_to
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Held, Proposal, Step, decide
from app.reminders.tables import Hold, Reminder, ReminderItem
from app.settings.queries import business as the_business
from app.settings.rules import Business

BATCH = 50


@dataclass(frozen=True)
class Proposed:
    """What a sweep found: proposals to decide (new or kept) and clients held back."""

    proposals: tuple[Proposal, ...] = ()
    held: tuple[Held, ...] = ()
    names: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Pen:
    """What composing needs, read once per sweep."""

    plan: dict[int, PlanStepView]
    business: Business
    law: Law
    on: date
    at: datetime


async def propose(*, on: date, at: datetime, dry_run: bool = False) -> Proposed:
    """Propose reminders as of a day; run again, or twice at once, it changes nothing.

    A proposal nobody decided yet is replaced when what it says is no longer true. What is
    approved already is left to the sending, which checks again.
    """
    plan = await queries.plan()
    found = await queries.situations(on)
    decisions = _decisions(found.values(), [view.step for view in plan], on)
    result = _summary(decisions, found)
    if dry_run:
        return result
    pen = _Pen({v.id: v for v in plan}, await the_business(), await law_on(on), on, at)
    for start in range(0, len(decisions), BATCH):
        async with transaction() as tx:
            await _record(tx, decisions[start : start + BATCH], found, pen)
    await _drop_settled(found)
    return result


def _decisions(
    found: Iterable[Addressed], steps: Sequence[Step], on: date
) -> list[tuple[int, Proposal | Held | None]]:
    return [
        (one.situation.client_id, decide(one.situation, steps, on))
        for one in sorted(found, key=lambda one: one.situation.client_id)
    ]


def _summary(
    decisions: Sequence[tuple[int, Proposal | Held | None]], found: dict[int, Addressed]
) -> Proposed:
    return Proposed(
        tuple(made for _, made in decisions if isinstance(made, Proposal)),
        tuple(made for _, made in decisions if isinstance(made, Held)),
        {client_id: found[client_id].situation.name for client_id, _ in decisions},
    )


async def _record(
    tx: Tx,
    decisions: Sequence[tuple[int, Proposal | Held | None]],
    found: dict[int, Addressed],
    pen: _Pen,
) -> None:
    client_ids = [client_id for client_id, _ in decisions]
    waiting = await _waiting(client_ids)
    await Hold.delete().where(Hold.client.is_in(client_ids), Hold.day == pen.on)
    for client_id, made in decisions:
        current = waiting.get(client_id)
        if current is not None and current["state"] == "approved":
            continue
        if isinstance(made, Proposal) and current and _same(current, made):
            continue
        if current is not None:
            await withdraw(tx, int(str(current["id"])))
        if isinstance(made, Held):
            await _hold(made, pen.on)
        elif isinstance(made, Proposal):
            await add(tx, made, found[client_id], pen)


async def _waiting(client_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    rows = await Reminder.select().where(
        Reminder.client.is_in(client_ids), Reminder.state.is_in(["proposed", "approved"])
    )
    taken = await ReminderItem.select().where(
        ReminderItem.reminder.is_in([row["id"] for row in rows] or [0]), ReminderItem.is_active
    )
    for row in rows:
        row["taken"] = {
            (item["instalment_id"], item["step"]) for item in taken if item["reminder"] == row["id"]
        }
    return {row["client"]: row for row in rows}


def _same(current: dict[str, object], made: Proposal) -> bool:
    taken = {(item.instalment_id, step.id) for item, step in made.taken}
    return (
        current["step"] == made.step.id
        and current["amount"] == made.amount
        and current["taken"] == taken
    )


async def add(tx: Tx, made: Proposal, to: Addressed, pen: _Pen) -> int:
    """Write a proposal and the steps it takes (a step)."""
    subject, body = await compose(
        tx, made, to, pen.plan[made.step.id], pen.business, pen.law, on=pen.on, at=pen.at
    )
    reminder = Reminder(
        client=made.client_id,
        step=made.step.id,
        proposed_on=pen.on,
        language=to.language,
        subject=subject,
        body=body,
        amount=made.amount,
        why=why_to(made.why),
        created_at=pen.at,
    )
    await reminder.save()
    await ReminderItem.insert(
        *(
            ReminderItem(
                reminder=reminder.id,
                step=step.id,
                instalment_id=item.instalment_id,
                invoice_id=item.invoice_id,
                open=item.open,
            )
            for item, step in made.taken
        )
    )
    return int(reminder.id)


async def withdraw(tx: Tx, reminder_id: int) -> None:
    """Take back a proposal that is no longer true; its steps can be proposed again (a step)."""
    await Reminder.update({Reminder.state: "dropped"}).where(
        Reminder.id == reminder_id, Reminder.state.is_in(["proposed", "approved"])
    )
    await ReminderItem.update({ReminderItem.is_active: False}).where(
        ReminderItem.reminder == reminder_id
    )


async def _hold(held: Held, on: date) -> None:
    await Hold.insert(
        Hold(
            client=held.client_id,
            day=on,
            code=held.reason.code,
            message=held.reason.message,
            facts=why_to(held.reason),
        )
    ).on_conflict(target=(Hold.client, Hold.day, Hold.code), action="DO NOTHING")


async def _drop_settled(found: dict[int, Addressed]) -> None:
    """Take back what waits for clients who owe nothing any more."""
    rows = await Reminder.select(Reminder.id, Reminder.client).where(
        Reminder.state.is_in(["proposed", "approved"])
    )
    settled = [row["id"] for row in rows if row["client"] not in found]
    if settled:
        async with transaction() as tx:
            for reminder_id in settled:
                await withdraw(tx, reminder_id)
