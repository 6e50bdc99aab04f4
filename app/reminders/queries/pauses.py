"""Who is left in peace, until when and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.reminders.rules import Because
from app.reminders.tables import ReminderPause


@dataclass(frozen=True)
class PauseView:
    """A pause that has not been lifted, of a client or of one of its invoices."""

    id: int
    client_id: int
    invoice_id: int | None
    until_on: date | None
    reason: str
    created_at: datetime
    created_by: str
    because: Because


async def pauses_of(client_id: int, on: date, invoice_id: int | None = None) -> list[PauseView]:
    """The pauses in force of a client (and of its invoices), or of one invoice, newest first."""
    rows = (
        await ReminderPause.select()
        .where(
            ReminderPause.client == client_id,
            ReminderPause.lifted_at.is_null(),
            (ReminderPause.until_on.is_null()) | (ReminderPause.until_on >= on),
        )
        .order_by(ReminderPause.id, ascending=False)
    )
    return [
        PauseView(
            row["id"],
            row["client"],
            row["invoice_id"],
            row["until_on"],
            row["reason"],
            row["created_at"].astimezone(ZONE),
            row["created_by"],
            Because(row["because"]),
        )
        for row in rows
        if invoice_id is None or row["invoice_id"] == invoice_id
    ]


@dataclass
class Peace:
    """Who and what is left in peace on a day, by id, for which day payment is promised, and what
    is next by a plan of payments."""

    clients: set[int] = field(default_factory=set)
    invoices: set[int] = field(default_factory=set)
    insolvent: set[int] = field(default_factory=set)
    client_promises: dict[int, date] = field(default_factory=dict)
    invoice_promises: dict[int, date] = field(default_factory=dict)
    invoice_plans: dict[int, date] = field(default_factory=dict)


async def pauses_on(on: date) -> Peace:
    """The pauses in force on a day, of everybody."""
    return (await pauses_by_day([on]))[on]


async def pauses_by_day(days: Sequence[date]) -> dict[date, Peace]:
    """The pauses in force on each of several days, read once."""
    rows = await ReminderPause.select().where(
        ReminderPause.lifted_at.is_null(),
        (ReminderPause.until_on.is_null()) | (ReminderPause.until_on >= min(days)),
    )
    return {
        day: _peace(row for row in rows if row["until_on"] is None or row["until_on"] >= day)
        for day in days
    }


def _peace(rows: Iterable[Mapping[str, Any]]) -> Peace:
    found = Peace()
    for row in rows:
        client_id, invoice_id, because = row["client"], row["invoice_id"], row["because"]
        if because == Because.INSOLVENCY:
            found.insolvent.add(client_id)
        elif because == Because.PROMISE and invoice_id is None:
            found.client_promises[client_id] = row["until_on"]
        elif because == Because.PROMISE:
            found.invoice_promises[invoice_id] = row["until_on"]
        elif invoice_id is None:
            found.clients.add(client_id)
        else:
            found.invoices.add(invoice_id)
    return found


async def paused_clients(on: date) -> set[int]:
    """The clients who are left in peace as a whole."""
    return (await pauses_on(on)).clients
