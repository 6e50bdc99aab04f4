"""What comes in over 26 weeks: each open debt and each coming invoice, drawn many times.

Seeded: the same facts give the same figures. Percentiles are drawn values themselves, in cents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.core.calendar import add_months
from app.core.money import share
from app.today.rules.habits import Habits

WEEKS = 26
PATHS = 400
# The last day on which a month's VAT may be due (CGI, ann. IV, art. 39: from the 15th to the 24th).
_VAT_DAY = 24

_Planned = tuple[int, int, int, int, tuple[int, int]]


@dataclass(frozen=True)
class Debt:
    """Cents that a client owes, or will once invoiced on `from_on`; `vat` of it becomes due to the
    State once it is paid."""

    client_id: int
    due_on: date
    cents: int
    from_on: date
    vat: int = 0


@dataclass(frozen=True)
class Week:
    """One week of a forecast, in cents: what comes in and the VAT paid within it (each the middle
    of what was drawn); since the beginning, low, middle and high of receipts (`in_`) and of
    receipts less VAT (`net_`): four drawn futures in five lie between low and high."""

    receipts: int
    vat: int
    in_low: int
    in_mid: int
    in_high: int
    net_low: int
    net_mid: int
    net_high: int


def week_of(day: date, on: date) -> int:
    """The week, from 0, in which a day after `on` lies: each ends 7, 14… days after it."""
    return ((day - on).days - 1) // 7


def vat_day(day: date) -> date:
    """When VAT that became due on a day is paid."""
    return add_months(day.replace(day=1), 1).replace(day=_VAT_DAY)


def less_credits(debts: Iterable[Debt], credits: Mapping[int, int]) -> list[Debt]:
    """Debts less what each client has in hand (cents: credit notes, money not used yet), which it
    takes off the oldest ones."""
    left = dict(credits)
    found = []
    for debt in sorted(debts, key=lambda each: (each.due_on, each.from_on)):
        off = min(debt.cents, left.get(debt.client_id, 0))
        if off:
            left[debt.client_id] -= off
            vat = share(debt.vat, debt.cents - off, debt.cents)
            debt = replace(debt, cents=debt.cents - off, vat=vat)
        if debt.cents:
            found.append(debt)
    return found


def simulate(
    debts: Sequence[Debt],
    habits: Habits,
    on: date,
    *,
    vat: Iterable[tuple[date, int]] = (),
    later: tuple[int | None, int] | None = None,
    paths: int = PATHS,
) -> list[Week]:
    """The weeks after `on`; `vat` is what is due to the State on known days; `later` has one client
    (None: everybody) pay so many days later than it would."""
    fixed = _by_week(vat, on)
    plan = _plan(debts, on, later)
    vat_weeks = [week_of(vat_day(on + timedelta(days=n)), on) for n in range(1, 7 * WEEKS + 1)]
    random = Random(on.toordinal())
    drawn_in, drawn_vat = [], []
    months = sorted({month for _, own in plan for *_, month in own})
    for _ in range(paths):
        came, owed = [0] * WEEKS, list(fixed)
        moods = dict(zip(months, habits.moods.drawn(months, random), strict=True))
        for client_id, own in plan:
            urn, pace = habits.urn(client_id), habits.tail(client_id)
            for after, begins, cents, tax, month in own:
                day = begins + habits.draw(urn, after, pace, moods[month], random)
                if 0 < day <= 7 * WEEKS:
                    came[(day - 1) // 7] += cents
                    if tax and vat_weeks[day - 1] < WEEKS:
                        owed[vat_weeks[day - 1]] += tax
        drawn_in.append(came)
        drawn_vat.append(owed)
    return _weeks(drawn_in, drawn_vat)


def _plan(
    debts: Sequence[Debt], on: date, later: tuple[int | None, int] | None
) -> list[tuple[int, list[_Planned]]]:
    """Of each client its debts, the earliest due first: the days past due that have gone by
    unpaid, the due day (and what a scenario adds) counted from `on`, cents, VAT, the due month."""
    found: dict[int, list[_Planned]] = {}
    for debt in sorted(debts, key=lambda each: each.due_on):
        unpaid_until = max(on, debt.from_on - timedelta(days=1))
        begins = (debt.due_on - on).days
        if later is not None and later[0] in (None, debt.client_id):
            begins += later[1]
        month = (debt.due_on.year, debt.due_on.month)
        after = (unpaid_until - debt.due_on).days
        found.setdefault(debt.client_id, []).append((after, begins, debt.cents, debt.vat, month))
    return sorted(found.items())


def _by_week(amounts: Iterable[tuple[date, int]], on: date) -> list[int]:
    found = [0] * WEEKS
    for day, cents in amounts:
        if day > on and week_of(day, on) < WEEKS:
            found[week_of(day, on)] += cents
    return found


def _weeks(drawn_in: list[list[int]], drawn_vat: list[list[int]]) -> list[Week]:
    so_far_in, so_far_net = [0] * len(drawn_in), [0] * len(drawn_in)
    found = []
    for week in range(WEEKS):
        received = [each[week] for each in drawn_in]
        paid = [each[week] for each in drawn_vat]
        so_far_in = [a + b for a, b in zip(so_far_in, received, strict=True)]
        so_far_net = [a + b - c for a, b, c in zip(so_far_net, received, paid, strict=True)]
        found.append(Week(band(received)[1], band(paid)[1], *band(so_far_in), *band(so_far_net)))
    return found


def band(drawn: Iterable[int]) -> tuple[int, int, int]:
    """What one in ten is below, the middle, what one in ten is above."""
    ordered = sorted(drawn)
    tenth = len(ordered) // 10
    return ordered[tenth], ordered[len(ordered) // 2], ordered[-1 - tenth]
