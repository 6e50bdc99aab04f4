"""What was proposed, sent and held back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.core.errors import Finding
from app.reminders.queries.kept import why_from
from app.reminders.queries.situations import ADDRESS
from app.reminders.tables import Hold, Reminder

# What was replaced by another with the figures of the day was decided by nobody.
_DECIDED = "r.state IN ('sent', 'dropped') AND (r.decided_by <> '' OR r.taken_back <> '')"
_FROM = """
FROM reminder r JOIN client c ON c.id = r.client JOIN plan_step s ON s.id = r.step
JOIN plan p ON p.id = s.plan_id LEFT JOIN message m ON m.id = r.message_id
"""
_REMINDERS = f"""
SELECT r.id AS id, r.client AS client_id, c.name AS client_name, c.kind AS client_kind,
  r.step AS step_id, s.name_fr AS name_fr, s.name_en AS name_en, s.tone AS tone, s.days AS days,
  s.is_automatic AS is_automatic, s.claims_indemnity AS claims_indemnity,
  r.proposed_on AS proposed_on, r.state AS state, r.language AS language, r.subject AS subject,
  r.body AS body, r.amount AS amount, r.why AS why, r.items AS items,
  r.reworded_by AS reworded_by, r.message_id AS message_id, r.sent_at AS sent_at,
  r.decided_at AS decided_at, r.decided_by AS decided_by, r.taken_back AS taken_back,
  r.plan_why AS plan_why, r.channel AS channel, r.channel_why AS channel_why, r.note AS note,
  p.name_fr AS plan_fr, p.name_en AS plan_en,
  COALESCE(m.state, '') AS message_state,
  COALESCE(m.to_address, NULLIF(r.own_address, ''), {ADDRESS}) AS address,
  r.own_address AS own_address, r.own_why AS own_why
{_FROM}"""


@dataclass(frozen=True)
class Named:
    """An invoice that a reminder names, with what was open of it."""

    instalment_id: int
    invoice_id: int
    number: str
    due_on: date
    open: int


@dataclass(frozen=True)
class ReminderView:
    """A reminder with its client and step; `why` is the reason it was proposed.

    `taken_back` why it did not leave when no person chose so, `message_state` is the
    outbox's ("" before it is there), `decided_by` an e-mail or "echeance", `address` where
    it went, or would go now; `channel_why` why it goes by another channel than its step,
    `own_address` and `own_why` as in `rules.Proposal`.
    """

    id: int
    client_id: int
    client_name: str
    client_kind: str
    step_id: int
    name_fr: str
    name_en: str
    tone: str
    days: int
    is_automatic: bool
    claims_indemnity: bool
    proposed_on: date
    state: str
    language: str
    subject: str
    body: str
    amount: int
    why: Finding
    items: tuple[Named, ...]
    reworded_by: str
    message_id: int | None
    sent_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    taken_back: Finding | None
    plan_why: Finding | None
    plan_fr: str
    plan_en: str
    message_state: str
    address: str
    channel: str
    channel_why: Finding | None
    note: str
    own_address: str
    own_why: Finding | None

    def step_name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr

    def plan_name(self, language: str) -> str:
        return self.plan_en if language == "en" else self.plan_fr

    @property
    def leaves_by_itself(self) -> bool:
        """Whether nothing more is asked of anyone before it is sent."""
        if self.by_hand:
            return False
        return self.state == "approved" or (self.state == "proposed" and self.is_automatic)

    @property
    def by_hand(self) -> bool:
        """Whether a person posts, says or types it."""
        return self.channel != "email"

    @property
    def is_formal(self) -> bool:
        """Whether it is a formal notice, or comes after it."""
        return self.tone in ("formal", "firm")


@dataclass(frozen=True)
class HeldView:
    """A client held back on a day, with the first reason and the others."""

    client_id: int
    client_name: str
    day: date
    reason: Finding
    also: tuple[Finding, ...] = ()


def _view(row: dict[str, Any]) -> ReminderView:
    items = tuple(
        Named(one[0], one[1], one[2], date.fromisoformat(one[3]), one[4])
        for one in json.loads(row["items"])
    )
    return ReminderView(
        **{
            **row,
            "why": why_from(row["why"]),
            "items": items,
            "taken_back": why_from(row["taken_back"]) if row["taken_back"] else None,
            "channel_why": why_from(row["channel_why"]) if row["channel_why"] else None,
            "plan_why": why_from(row["plan_why"]) if row["plan_why"] else None,
            "own_why": why_from(row["own_why"]) if row["own_why"] else None,
            "is_automatic": bool(row["is_automatic"]),
            "claims_indemnity": bool(row["claims_indemnity"]),
            "sent_at": _local(row["sent_at"]),
            "decided_at": _local(row["decided_at"]),
        }
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZONE) if moment else None


async def open_reminders(only: Sequence[int] | None = None) -> list[ReminderView]:
    """What waits for a decision or for the next allowed hour (of `only` these clients): the latest
    step first, then the largest amount."""
    of = "" if only is None else f" AND r.client IN ({', '.join(str(int(x)) for x in only) or '0'})"
    rows = await Reminder.raw(
        f"{_REMINDERS}WHERE r.state IN ('proposed', 'approved'){of}"
        " ORDER BY s.position DESC, r.amount DESC, r.id"
    )
    return [_view(row) for row in rows]


async def waiting_clients() -> dict[int, bool]:
    """The clients with an open reminder, each with whether it waits for a person."""
    rows = await Reminder.raw(
        "SELECT r.client AS client, r.state AS state, "
        " s.is_automatic AND r.channel = 'email' AS automatic"
        " FROM reminder r JOIN plan_step s ON s.id = r.step"
        " WHERE r.state IN ('proposed', 'approved')"
    )
    return {row["client"]: row["state"] == "proposed" and not row["automatic"] for row in rows}


async def count_open() -> int:
    """How many proposals wait for a person to decide."""
    rows = await Reminder.raw(
        "SELECT COUNT(*) AS n FROM reminder r JOIN plan_step s ON s.id = r.step"
        " WHERE r.state = 'proposed' AND NOT (s.is_automatic AND r.channel = 'email')"
    )
    return int(rows[0]["n"])


async def decided(
    limit: int = 50, offset: int = 0, client_id: int | None = None
) -> tuple[list[ReminderView], int]:
    """Reminders sent or dropped by a person or by itself, the newest first, and how many in all."""
    where, values = f"WHERE {_DECIDED}", list[object]()
    if client_id is not None:
        where, values = where + " AND r.client = {}", [client_id]
    rows = await Reminder.raw(
        f"{_REMINDERS}{where} ORDER BY COALESCE(r.sent_at, r.decided_at) DESC, r.id DESC"
        " LIMIT {} OFFSET {}",
        *values,
        limit,
        offset,
    )
    count = await Reminder.raw(f"SELECT COUNT(*) AS n FROM reminder r {where}", *values)
    return [_view(row) for row in rows], int(count[0]["n"])


async def naming(invoice_id: int) -> list[ReminderView]:
    """Every reminder that took a step for an invoice, waiting or decided, the newest first."""
    rows = await Reminder.raw(
        f"{_REMINDERS} WHERE r.id IN (SELECT x.reminder FROM reminder_item x"
        " WHERE x.invoice_id = {} AND x.is_active) ORDER BY r.id DESC",
        invoice_id,
    )
    return [_view(row) for row in rows]


async def of_client(client_id: int, limit: int = 20) -> list[ReminderView]:
    """The reminders of a client that were decided or still wait, the newest first."""
    rows = await Reminder.raw(
        f"{_REMINDERS} WHERE r.client = {{}} AND"
        f" (r.state IN ('proposed', 'approved') OR ({_DECIDED})) ORDER BY r.id DESC LIMIT {{}}",
        client_id,
        limit,
    )
    return [_view(row) for row in rows]


async def one(reminder_id: int) -> ReminderView | None:
    """One reminder."""
    rows = await Reminder.raw(_REMINDERS + "WHERE r.id = {}", reminder_id)
    return _view(rows[0]) if rows else None


async def held_on(day: date) -> list[HeldView]:
    """Who was held back on a day, and why."""
    rows = await Hold.raw(
        "SELECT h.client AS client_id, c.name AS client_name, h.day AS day, h.facts AS facts"
        " FROM reminder_hold h JOIN client c ON c.id = h.client WHERE h.day = {}"
        " ORDER BY c.name_key, h.id",
        day,
    )
    found: dict[int, HeldView] = {}
    for row in rows:
        reason, first = why_from(row["facts"]), found.get(row["client_id"])
        found[row["client_id"]] = (
            replace(first, also=(*first.also, reason))
            if first
            else HeldView(row["client_id"], row["client_name"], row["day"], reason)
        )
    return list(found.values())
