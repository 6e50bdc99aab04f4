"""Rows of reminders: written, renewed, taken back, and clients held (steps)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.bulk_rows import as_json, insert_sql
from app.adapters.database import Tx
from app.core.errors import Finding
from app.law.rules import Law
from app.reminders.queries.kept import why_to
from app.reminders.queries.plan import PlanStepView
from app.reminders.queries.situations import Addressed
from app.reminders.rules import Held, OpenItem, Proposal, Window, why_withdrawn
from app.reminders.tables import Hold, Reminder, ReminderItem
from app.settings.rules import Business

_ITEM = insert_sql(
    "reminder_item",
    {
        "reminder": "bigint",
        "step": "bigint",
        "instalment_id": "bigint",
        "invoice_id": "bigint",
        "open": "bigint",
        "is_active": "boolean",
    },
)


@dataclass(frozen=True)
class Pen:
    """What composing needs, read once per sweep, and when messages leave."""

    plan: dict[int, PlanStepView]
    business: Business
    law: Law
    on: date
    at: datetime
    window: Window


@dataclass(frozen=True)
class Draft:
    """A proposal in words, and the undecided one that it may take the place of (its row)."""

    made: Proposal
    to: Addressed
    words: tuple[str, str]
    row: dict[str, Any] | None

    @property
    def is_kept(self) -> bool:
        """Whether the row still says what is proposed."""
        return self.row is not None and same(self.row, self.made)


async def keep(tx: Tx, drafts: Sequence[Draft], pen: Pen) -> None:
    """Step: write proposals, or leave those that say the same, brought up to date."""
    new = []
    for draft in drafts:
        if draft.row is not None and draft.is_kept:
            await _renew(tx, draft, draft.row, pen)
            continue
        if draft.row is not None:
            await withdraw(tx, draft.row["id"], None, at=pen.at)
        new.append(draft)
    if new:
        await _add(tx, new, pen)


async def _add(tx: Tx, drafts: Sequence[Draft], pen: Pen) -> None:
    """Step: write proposals, one of a client, and the steps that they take."""
    made = await Reminder.insert(*(_row(draft, pen) for draft in drafts)).returning(
        Reminder.id, Reminder.client
    )
    ids = {row["client"]: row["id"] for row in made}
    items = [
        (ids[each.made.client_id], step.id, item.instalment_id, item.invoice_id, item.open, True)
        for each in drafts
        for item, step in each.made.taken
    ]
    await ReminderItem.raw(_ITEM, as_json(items))


def _row(draft: Draft, pen: Pen) -> Reminder:
    made = draft.made
    subject, body = draft.words
    return Reminder(
        client=made.client_id,
        step=made.step.id,
        proposed_on=pen.on,
        language=draft.to.language,
        subject=subject,
        body=body,
        amount=made.amount,
        why=why_to(made.why),
        items=_named(made.items),
        plan_why=_plan_why(draft.to),
        channel=made.channel.value,
        channel_why=why_to(made.channel_why) if made.channel_why else "",
        own_address=made.own_address,
        own_why=why_to(made.own_why) if made.own_why else "",
        created_at=pen.at,
    )


async def _renew(tx: Tx, draft: Draft, row: dict[str, Any], pen: Pen) -> None:
    """Step: bring an undecided proposal up to date with the day and the plan; words that a person
    changed stay as they are, and what says the same already is not written again."""
    fresh = (Reminder.id == row["id"]) & (Reminder.state == "proposed")
    subject, body = draft.words
    told = {
        "why": why_to(draft.made.why),
        "proposed_on": pen.on,
        "plan_why": _plan_why(draft.to),
        "own_address": draft.made.own_address,
        "own_why": why_to(draft.made.own_why) if draft.made.own_why else "",
    }
    if any(row[name] != value for name, value in told.items()):
        changes: dict[Any, Any] = dict(told)
        await Reminder.update(changes).where(fresh)
    if (row["subject"], row["body"]) != (subject, body):
        await Reminder.update({Reminder.subject: subject, Reminder.body: body}).where(
            fresh, Reminder.reworded_by == ""
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


async def hold(tx: Tx, held: Iterable[tuple[int, Finding]], on: date) -> None:
    """Step: keep why clients are left alone that day, by client."""
    rows = [
        Hold(
            client=client_id,
            day=on,
            code=reason.code,
            message=reason.message,
            facts=why_to(reason),
        )
        for client_id, reason in held
    ]
    if rows:
        await Hold.insert(*rows).on_conflict(
            target=(Hold.client, Hold.day, Hold.code), action="DO NOTHING"
        )


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
    taken = await ReminderItem.select(
        ReminderItem.reminder, ReminderItem.instalment_id, ReminderItem.step
    ).where(
        ReminderItem.reminder.is_in([row["id"] for row in rows] or [0]),
        ReminderItem.is_active.eq(True),
    )
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for item in taken:
        found[item["reminder"]].add((item["instalment_id"], item["step"]))
    for row in rows:
        row["taken"] = found[row["id"]]


def _named(items: Sequence[OpenItem]) -> str:
    named = sorted(items, key=lambda item: (item.due_on, item.number, item.instalment_id))
    return json.dumps(
        [
            [each.instalment_id, each.invoice_id, each.number, each.due_on.isoformat(), each.open]
            for each in named
        ]
    )
