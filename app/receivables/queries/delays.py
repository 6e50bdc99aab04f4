"""How long money takes: days of sales outstanding, and the mean delay of what was paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.accounting import queries as accounting
from app.accounting.rules import CLIENTS, DOUBTFUL
from app.core.calendar import days_in_month
from app.invoices.tables import Allocation, Invoice
from app.receivables import rules

_FIRST_MONTHS = 6
_MONTHS = 24
_YEAR = 365


@dataclass(frozen=True)
class Dso:
    """In tenths of a day; None when there were no sales to compare with.

    `simple` over the last 365 days, `count_back` by whole months, `mean_delay` after the due day of
    what was paid in the last 365 days, weighted by amount (negative: before it).
    """

    on: date
    simple: int | None
    count_back: int | None
    mean_delay: int | None


async def dso(on: date, known_on: date | None = None) -> Dso:
    """Days outstanding as of a day (law, B11): account 411 against sales with VAT; as it was known
    at the end of `known_on` when given. What is doubtful (416) waits for a court, not for the
    client's habits: it is left out from the day it was taken as such."""
    until = accounting.known_until(known_on)
    balance = await collectable(on, known_on)
    year = await sales_of(on - timedelta(days=_YEAR - 1), on, until)
    return Dso(
        on,
        rules.dso_simple(balance, year, _YEAR),
        await count_back(on, balance, until),
        rules.mean_delay(await paid_between(on - timedelta(days=_YEAR - 1), on, until)),
    )


async def count_back(
    on: date, balance: int | None = None, until: datetime = accounting.FOREVER
) -> int | None:
    """Days outstanding in tenths by counting back, as of a day; `balance` is account 411 in cents
    where it is known already, `until` leaves out sales recorded later. None before the first sale:
    nothing to compare with."""
    owed = await collectable(on) if balance is None else balance
    # A few months are enough, as a rule; what they say is what all of them would say.
    for count in (_FIRST_MONTHS, _MONTHS):
        sold = await _sold(_month_before(on, count - 1), on, until)
        days = _counted_back(on, owed, count, sold)
        if days is not None:
            return days
    return None


async def count_back_twice(on: date, then: date) -> tuple[int | None, int | None]:
    """The same as of a day and as of an earlier one; the sales are read once."""
    owed = await accounting.balances_on(CLIENTS, (on, then))
    sold = await _sold(_month_before(then, _FIRST_MONTHS - 1), on, accounting.FOREVER)
    found = []
    for day, balance in zip((on, then), owed, strict=True):
        days = _counted_back(day, balance, _FIRST_MONTHS, sold)
        found.append(await count_back(day, balance) if days is None else days)
    return found[0], found[1]


async def collectable(on: date, known_on: date | None = None) -> int:
    """Account 411 in cents as of a day: what is owed and not taken as doubtful."""
    until = accounting.known_until(known_on)
    total = await accounting.clients_balance(on, known_on)
    return total - await accounting.account_balance(DOUBTFUL, on, until)


# What was withdrawn later stood then.
_STOOD = " state = 'issued' AND recorded_at < {} AND (withdrawn_at IS NULL OR withdrawn_at >= {})"
# The same of all that is known: an index alone answers it.
_STANDS = " state = 'issued' AND withdrawn_at IS NULL"


def _standing(until: datetime) -> tuple[str, tuple[datetime, ...]]:
    """What stood at a moment, with the values of its places."""
    return (_STANDS, ()) if until == accounting.FOREVER else (_STOOD, (until, until))


async def sales_of(first: date, last: date, until: datetime = accounting.FOREVER) -> int:
    """Sales in cents with VAT, less credit notes, from one day to another."""
    stands, moments = _standing(until)
    rows = await Invoice.raw(
        "SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) AS total FROM invoice"
        f" WHERE{stands} AND issued_on >= {{}} AND issued_on <= {{}}",
        *moments,
        first,
        last,
    )
    return int(rows[0]["total"])


async def _sold(first: date, last: date, until: datetime) -> dict[date, int]:
    """Sales in cents of each day on which there were some."""
    stands, moments = _standing(until)
    rows: list[dict[str, Any]] = await Invoice.raw(
        "SELECT issued_on AS day, CAST(SUM(total) AS BIGINT) AS total FROM invoice"
        f" WHERE{stands} AND issued_on <= {{}} AND issued_on >= {{}} GROUP BY issued_on",
        *moments,
        last,
        first,
    )
    return {row["day"]: int(row["total"]) for row in rows}


def _counted_back(on: date, owed: int, count: int, sold: Mapping[date, int]) -> int | None:
    """By the month up to `on` and those before it; None where nothing was sold in them."""
    sales: dict[date, int] = {}
    for day, total in sold.items():
        if day <= on:
            sales[day.replace(day=1)] = sales.get(day.replace(day=1), 0) + total
    months = []
    for back in range(count):
        first = _month_before(on, back)
        days = on.day if back == 0 else days_in_month(first.year, first.month)
        months.append((sales.get(first, 0), days))
    return rules.dso_count_back(owed, months) if any(sold for sold, _ in months) else None


def _month_before(on: date, back: int) -> date:
    index = on.year * 12 + on.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


async def paid_between(
    first: date, last: date, until: datetime = accounting.FOREVER
) -> list[tuple[int, int]]:
    """(cents, days after the due day) of each payment that stands."""
    rows = await Allocation.raw(
        "SELECT a.amount AS amount, a.paid_on AS paid_on, n.due_on AS due_on"
        " FROM allocation a JOIN instalment n ON n.id = a.instalment"
        " LEFT JOIN allocation x ON x.reverses = a.id AND x.recorded_at < {}"
        " WHERE a.reverses IS NULL AND x.id IS NULL AND a.source_kind IN ('receipt', 'opening')"
        " AND a.amount > 0 AND a.recorded_at < {} AND a.paid_on >= {} AND a.paid_on <= {}",
        until,
        until,
        first,
        last,
    )
    return [(int(row["amount"]), (row["paid_on"] - row["due_on"]).days) for row in rows]
