"""What was proposed, sent and held back."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.errors import Finding
from app.core.money import Euros
from app.reminders.tables import Hold, Reminder

_REMINDERS = """
SELECT r.id, r.client AS client_id, c.name AS client_name, c.email AS client_email,
  r.step AS step_id, s.name_fr, s.name_en, s.tone, s.days, s.is_automatic, r.proposed_on, r.state,
  r.language, r.subject, r.body, r.amount, r.why, r.message_id, r.sent_at, r.decided_at,
  r.decided_by
FROM reminder r JOIN client c ON c.id = r.client JOIN plan_step s ON s.id = r.step
"""


@dataclass(frozen=True)
class ReminderView:
    """A reminder with its client and step; `why` is the reason it was proposed."""

    id: int
    client_id: int
    client_name: str
    client_email: str
    step_id: int
    name_fr: str
    name_en: str
    tone: str
    days: int
    is_automatic: bool
    proposed_on: date
    state: str
    language: str
    subject: str
    body: str
    amount: int
    why: Finding
    message_id: int | None
    sent_at: datetime | None
    decided_at: datetime | None
    decided_by: str

    def step_name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class HeldView:
    """A client held back on a day, with the reason."""

    client_id: int
    client_name: str
    day: date
    reason: Finding


def why_to(why: Finding) -> str:
    """A reason as the text kept in the row: its code, message id and facts, with their types."""
    return json.dumps(
        [why.code, why.message, {name: _kept(value) for name, value in why.facts.items()}]
    )


def _kept(value: object) -> object:
    if isinstance(value, Euros):
        return {"cents": int(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def why_from(text: str) -> Finding:
    """The reason read back from the row."""
    code, message, facts = json.loads(text)
    return Finding(code, message, {name: _fact(value) for name, value in facts.items()})


def _fact(value: Any) -> object:
    if isinstance(value, dict):
        return Euros(value["cents"]) if "cents" in value else date.fromisoformat(value["day"])
    return value


def _view(row: dict[str, Any]) -> ReminderView:
    return ReminderView(**{**row, "why": why_from(row["why"])})


async def open_reminders() -> list[ReminderView]:
    """What waits for a decision or for the next allowed hour, the largest amount first."""
    rows = await Reminder.raw(
        _REMINDERS + "WHERE r.state IN ('proposed', 'approved') ORDER BY r.amount DESC, r.id"
    )
    return [_view(row) for row in rows]


async def sent(limit: int = 100) -> list[ReminderView]:
    """The last reminders sent or dropped, the newest first."""
    rows = await Reminder.raw(
        _REMINDERS + "WHERE r.state IN ('sent', 'dropped') AND r.decided_by <> '' "
        "ORDER BY r.decided_at DESC, r.id DESC LIMIT {}",
        limit,
    )
    return [_view(row) for row in rows]


async def of_client(client_id: int) -> list[ReminderView]:
    """Every reminder of a client that was decided or still waits, the newest first."""
    rows = await Reminder.raw(
        _REMINDERS + "WHERE r.client = {} AND (r.state <> 'dropped' OR r.decided_by <> '') "
        "ORDER BY r.id DESC",
        client_id,
    )
    return [_view(row) for row in rows]


async def one(reminder_id: int) -> ReminderView | None:
    """One reminder."""
    rows = await Reminder.raw(_REMINDERS + "WHERE r.id = {}", reminder_id)
    return _view(rows[0]) if rows else None


async def held_on(day: date) -> list[HeldView]:
    """Who was held back on a day, and why."""
    rows = await Hold.raw(
        "SELECT h.client AS client_id, c.name AS client_name, h.day, h.code, h.message, h.facts "
        "FROM reminder_hold h JOIN client c ON c.id = h.client WHERE h.day = {} ORDER BY c.name",
        day,
    )
    return [
        HeldView(row["client_id"], row["client_name"], row["day"], why_from(row["facts"]))
        for row in rows
    ]
