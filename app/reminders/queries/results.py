"""What each step asked for, what came after it, and how late people paid before and since."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import ZONE
from app.core.money import basis_points
from app.invoices.tables import Allocation, Invoice
from app.receivables.queries import paid_between
from app.receivables.rules import mean_delay
from app.reminders.queries.gone import LEFT
from app.reminders.rules import Asked, Came
from app.reminders.tables import Reminder

_ASKED = f"""
SELECT i.step AS step_id, i.instalment_id AS instalment_id, r.sent_at AS sent_at, i.open AS open
FROM reminder_item i JOIN reminder r ON r.id = i.reminder
WHERE {LEFT} AND r.sent_at IS NOT NULL
"""
_CAME = """
SELECT a.instalment AS instalment_id, n.invoice AS invoice_id, v.number AS number, c.name AS client,
  a.paid_on AS paid_on, a.amount AS cents
FROM allocation a JOIN instalment n ON n.id = a.instalment JOIN invoice v ON v.id = n.invoice
JOIN client c ON c.id = v.client
LEFT JOIN allocation x ON x.reverses = a.id
WHERE a.reverses IS NULL AND x.id IS NULL AND a.source_kind = 'receipt' AND a.amount > 0
  AND a.instalment IN (SELECT instalment_id FROM reminder_item)
"""
_YEAR = 365


async def asked_by_steps() -> list[Asked]:
    """Every step that left, for each instalment that it named."""
    rows = await Reminder.raw(_ASKED)
    return [
        Asked(
            row["step_id"],
            row["instalment_id"],
            row["sent_at"].astimezone(ZONE).date(),
            int(row["open"]),
        )
        for row in rows
    ]


async def came_of_asked() -> list[Came]:
    """What was paid of the instalments that a step named, by receipts that stand."""
    rows = await Allocation.raw(_CAME)
    return [
        Came(
            row["instalment_id"],
            row["invoice_id"],
            row["number"],
            row["client"],
            row["paid_on"],
            int(row["cents"]),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Habit:
    """How people paid over some days: cents, of which late (basis points), and the mean delay by
    amount in tenths of a day; None without a payment."""

    first: date
    last: date
    paid: int
    late: int | None
    delay: int | None


async def began_on() -> date | None:
    """The day on which the first document was recorded here; None before it."""
    row = (
        await Invoice.select(Invoice.recorded_at)
        .where(Invoice.recorded_at.is_not_null())
        .order_by(Invoice.recorded_at)
        .first()
    )
    return row["recorded_at"].astimezone(ZONE).date() if row else None


async def before_and_since(day: date, on: date) -> tuple[Habit, Habit]:
    """The year before a day, and the time since it up to `on`, a year at the most."""
    first = max(day, on - timedelta(days=_YEAR - 1))
    return (
        await _habit(day - timedelta(days=_YEAR), day - timedelta(days=1)),
        await _habit(first, on),
    )


async def _habit(first: date, last: date) -> Habit:
    paid = await paid_between(first, last)
    total = sum(cents for cents, _ in paid)
    late = sum(cents for cents, days in paid if days > 0)
    part = basis_points(late, total) if total else None
    return Habit(first, last, total, part, mean_delay(paid))
