"""The days that money takes, month by month, and the payments behind a month's mean."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.accounting.queries import FOREVER, known_until
from app.core.calendar import add_months
from app.invoices.tables import Allocation
from app.receivables import rules
from app.receivables.queries.delays import collectable, count_back, paid_between, sales_of
from app.receivables.rules import Month

_MONTHS = 12
_YEAR = 365

_PAYMENTS = """
SELECT a.amount AS amount, a.paid_on AS paid_on, n.due_on AS due_on, i.id AS invoice_id,
  i.number AS number, c.id AS client_id, c.name AS client
FROM allocation a JOIN instalment n ON n.id = a.instalment JOIN invoice i ON i.id = n.invoice
JOIN client c ON c.id = i.client
LEFT JOIN allocation x ON x.reverses = a.id AND x.recorded_at < {}
WHERE a.reverses IS NULL AND x.id IS NULL AND a.source_kind IN ('receipt', 'opening')
  AND a.amount > 0 AND a.recorded_at < {} AND a.paid_on >= {} AND a.paid_on <= {}
ORDER BY a.amount DESC, a.id
"""


async def months(on: date, known_on: date | None = None) -> list[Month]:
    """A day and the ends of the eleven months before its own, oldest first; as they were known at
    the end of `known_on` when given."""
    first = on.replace(day=1)
    ends = [add_months(first, -back) - timedelta(days=1) for back in range(_MONTHS - 1)]
    return [await _month(day, known_on) for day in reversed([on, *ends])]


async def _month(ends_on: date, known_on: date | None) -> Month:
    until = known_until(known_on)
    balance = await collectable(ends_on, known_on)
    year = await sales_of(ends_on - timedelta(days=_YEAR - 1), ends_on, until)
    paid = await paid_between(ends_on.replace(day=1), ends_on, until)
    return Month(
        ends_on,
        rules.dso_simple(balance, year, _YEAR),
        await count_back(ends_on, balance, until),
        rules.mean_delay(paid),
        sum(cents for cents, _ in paid),
    )


async def best_possible(on: date, not_due: int, known_on: date | None = None) -> int | None:
    """Days outstanding in tenths if everybody paid on the due day: what is not due yet on a day
    (cents) over the sales of the 365 days up to it, as they were known at the end of `known_on`
    when given. None without sales."""
    year = await sales_of(on - timedelta(days=_YEAR - 1), on, known_until(known_on))
    return rules.dso_simple(not_due, year, _YEAR)


@dataclass(frozen=True)
class Paid:
    """A payment of an invoice: cents, its day, the due day, and the days between."""

    invoice_id: int
    number: str
    client_id: int
    client: str
    amount: int
    paid_on: date
    due_on: date

    @property
    def days(self) -> int:
        return (self.paid_on - self.due_on).days


async def payments(
    first: date, last: date, limit: int = 500, until: datetime = FOREVER
) -> list[Paid]:
    """What was paid from one day to another, the largest first; `until` leaves out what was
    recorded later."""
    rows = await Allocation.raw(_PAYMENTS + f"LIMIT {int(limit)}", until, until, first, last)
    return [Paid(**{name: row[name] for name in Paid.__dataclass_fields__}) for row in rows]
