"""Rows of reminders: written, renewed, taken back, and clients held (steps)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx
from app.core.errors import Finding
from app.law.rules import Law
from app.reminders.actions.compose import compose
from app.reminders.queries.kept import why_to
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Held, OpenItem, Proposal, why_withdrawn
from app.reminders.tables import Hold, Reminder, ReminderItem
from app.settings.rules import Business


@dataclass(frozen=True)
class Pen:
    """What composing needs, read once per sweep."""

    plan: dict[int, PlanStepView]
    business: Business
    law: Law
    on: date
    at: datetime


async def add(tx: Tx, made: Proposal, to: Addressed, pen: Pen) -> int:
    """Step: write a proposal and the steps it takes."""
    subject, body = await _words(tx, made, to, pen)
    reminder = Reminder(
        client=made.client_id,
        step=made.step.id,
        proposed_on=pen.on,
        language=to.language,
        subject=subject,
        body=body,
        amount=made.amount,
        why=why_to(made.why),
        items=_named(made.items),
        plan_why=_plan_why(to),
        channel=made.channel.value,
        channel_why=why_to(made.channel_why) if made.channel_why else "",
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


async def renew(tx: Tx, reminder_id: int, made: Proposal, to: Addressed, pen: Pen) -> None:
    """Step: bring an undecided proposal up to date with the day and the plan; words that a person
    changed stay as they are."""
    subject, body = await _words(tx, made, to, pen)
    fresh = Reminder.state == "proposed"
    told: dict[Any, Any] = {Reminder.why: why_to(made.why), Reminder.proposed_on: pen.on}
    told[Reminder.plan_why] = _plan_why(to)
    await Reminder.update(told).where(Reminder.id == reminder_id, fresh)
    await Reminder.update({Reminder.subject: subject, Reminder.body: body}).where(
        Reminder.id == reminder_id, fresh, Reminder.reworded_by == ""
    )


async def withdraw(tx: Tx, reminder_id: int, why: Finding | None, *, at: datetime) -> None:
    """Step: take back a proposal that is no longer true; its steps can be proposed again. `why` is
    kept when nothing takes its place."""
    changes: dict[Any, Any] = {Reminder.state: "dropped", Reminder.decided_by: ""}
    if why is not None:
        changes |= {Reminder.taken_back: why_to(why), Reminder.decided_at: at}
    taken_back = (
        await Reminder.update(changes)
        .where(Reminder.id == reminder_id, Reminder.state.is_in(["proposed", "approved"]))
        .returning(Reminder.id)
    )
    if taken_back:
        await ReminderItem.update({ReminderItem.is_active: False}).where(
            ReminderItem.reminder == reminder_id
        )


def why_gone(
    row: dict[str, Any], to: Addressed | None, made: Proposal | Held | None
) -> Finding | None:
    """Why a kept proposal is taken back, for `withdraw`."""
    named = tuple(one[0] for one in json.loads(row["items"]))
    return why_withdrawn(named, to.situation if to else None, made)


async def hold(tx: Tx, client_id: int, reason: Finding, on: date) -> None:
    """Step: keep why a client is left alone that day."""
    await Hold.insert(
        Hold(
            client=client_id,
            day=on,
            code=reason.code,
            message=reason.message,
            facts=why_to(reason),
        )
    ).on_conflict(target=(Hold.client, Hold.day, Hold.code), action="DO NOTHING")


def same(current: dict[str, Any], made: Proposal) -> bool:
    """Whether a kept proposal (its row, with `taken`) still says what would be proposed now."""
    taken = {(item.instalment_id, step.id) for item, step in made.taken}
    return bool(
        current["step"] == made.step.id
        and current["channel"] == made.channel
        and current["items"] == _named(made.items)
        and current["taken"] == taken
    )


async def waiting(client_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The open reminder of each of these clients, its row with the steps `taken`."""
    rows: list[dict[str, Any]] = await Reminder.select().where(
        Reminder.client.is_in(list(client_ids) or [0]),
        Reminder.state.is_in(["proposed", "approved"]),
    )
    await _with_steps(rows)
    return {row["client"]: row for row in rows}


async def kept(reminder_id: int) -> dict[str, Any]:
    """One reminder's row with the steps `taken`."""
    rows: list[dict[str, Any]] = await Reminder.select().where(Reminder.id == reminder_id)
    await _with_steps(rows)
    return rows[0]


def _plan_why(to: Addressed) -> str:
    why = to.situation.plan_why
    return why_to(why) if why else ""


async def _with_steps(rows: list[dict[str, Any]]) -> None:
    taken = await ReminderItem.select().where(
        ReminderItem.reminder.is_in([row["id"] for row in rows] or [0]),
        ReminderItem.is_active.eq(True),
    )
    for row in rows:
        row["taken"] = {
            (item["instalment_id"], item["step"]) for item in taken if item["reminder"] == row["id"]
        }


async def _words(tx: Tx, made: Proposal, to: Addressed, pen: Pen) -> tuple[str, str]:
    step = pen.plan[made.step.id]
    return await compose(tx, made, to, step, pen.business, pen.law, on=pen.on, at=pen.at)


def _named(items: Sequence[OpenItem]) -> str:
    named = sorted(items, key=lambda item: (item.due_on, item.number, item.instalment_id))
    return json.dumps(
        [
            [each.instalment_id, each.invoice_id, each.number, each.due_on.isoformat(), each.open]
            for each in named
        ]
    )
