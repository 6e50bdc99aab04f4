"""When a contract is billed: its periods, from anchor to anchor, and the day each is billed.

An anchor is a day of the month (31 means the last one) or, for weeks, a day of the week (1 is
Monday). The first anchor is the one on or before the start; each later one is reckoned from it,
never from the one before, so that nothing drifts: 31 Jan, 28 Feb, 31 Mar. Twice a month there are
two days, such as the 1st and the 15th, taken in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.contracts.rules.trials import Trial
from app.core.calendar import add_months, day_of_month
from app.core.errors import N_

DAY = timedelta(days=1)
LAST_DAY, HALF_MONTH = 31, 15
HORIZON_MONTHS = 18
MAX_EVERY = 60


class Frequency(StrEnum):
    """How long a period is."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    TWICE_MONTHLY = "twice_month"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"

    @property
    def weeks(self) -> int:
        """Length in weeks; 0 when it is counted in months."""
        return {"weekly": 1, "biweekly": 2}.get(self.value, 0)

    @property
    def months(self) -> int:
        """Length in months; 0 when it is counted in weeks."""
        return _MONTHS.get(self.value, 0)

    @property
    def label(self) -> str:
        return _FREQUENCIES[self.value]


_MONTHS = {"monthly": 1, "bimonthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_FREQUENCIES = {
    "weekly": N_("every week"),
    "biweekly": N_("every two weeks"),
    "twice_month": N_("twice a month"),
    "monthly": N_("every month"),
    "bimonthly": N_("every two months"),
    "quarterly": N_("every quarter"),
    "half_yearly": N_("every six months"),
    "yearly": N_("every year"),
}


class Billing(StrEnum):
    """In advance: on the first day of the period. In arrears: on its last day."""

    ADVANCE = "advance"
    ARREARS = "arrears"

    @property
    def label(self) -> str:
        return N_("in advance") if self is Billing.ADVANCE else N_("in arrears")


@dataclass(frozen=True)
class Terms:
    """What the schedule follows from; it ends on a day, after a number of entries, or never.

    `every`: one period is that many times the frequency's length (every 3 weeks, every 4 months).
    `second_day`: the other anchor of a month, for what is billed twice a month. `is_split`: the
    lines are a whole, spread over the entries. A `trial` comes first; one at a price is the first
    entry, beside those that `max_entries` counts.
    """

    frequency: Frequency
    billing: Billing
    anchor_day: int
    start_on: date
    end_on: date | None = None
    max_entries: int | None = None
    every: int = 1
    second_day: int | None = None
    is_split: bool = False
    trial: Trial | None = None

    @property
    def runs_from(self) -> date:
        """The first day after the trial; the start where there is none."""
        return self.trial.runs_from(self.start_on) if self.trial else self.start_on

    @property
    def first_on(self) -> date:
        """The first day that is billed."""
        return self.start_on if self.trial and self.trial.net else self.runs_from

    @property
    def weeks(self) -> int:
        """Length of a period in weeks; 0 when it is counted in months."""
        return self.frequency.weeks * self.every

    @property
    def months(self) -> int:
        """Length of a period in months; 0 when it is counted in weeks or twice a month."""
        return self.frequency.months * self.every


@dataclass(frozen=True)
class Period:
    """One period to bill: both days included; `days` of `full_days` when it is cut."""

    n: int
    first: date
    last: date
    days: int
    full_days: int
    bill_on: date


def default_anchor(frequency: Frequency, start_on: date) -> int:
    """The anchor that makes the first period whole; for twice a month, the first of the month."""
    if frequency is Frequency.TWICE_MONTHLY:
        return 1
    return start_on.isoweekday() if frequency.weeks else start_on.day


def default_second(anchor_day: int) -> int:
    """The other anchor of a month: the 15th beside the 1st, the last day beside the 15th."""
    return LAST_DAY if anchor_day >= HALF_MONTH else anchor_day + 14


def anchor(terms: Terms, k: int) -> date:
    """The k-th anchor; the 0th is on or before the first day after the trial."""
    start = terms.runs_from
    if terms.frequency is Frequency.TWICE_MONTHLY:
        return _twice(terms, k)
    if terms.weeks:
        base = start - timedelta(days=(start.isoweekday() - terms.anchor_day) % 7)
        return base + timedelta(weeks=terms.weeks * k)
    late = day_of_month(start.year, start.month, terms.anchor_day) > start
    months = terms.months * k - (1 if late else 0)
    return add_months(start.replace(day=1), months, terms.anchor_day)


def _twice(terms: Terms, k: int) -> date:
    """The k-th of the two anchors of each month, the 0th on or before the start."""
    start = terms.runs_from
    days = (terms.anchor_day, terms.second_day or default_second(terms.anchor_day))
    passed = sum(day_of_month(start.year, start.month, day) <= start for day in days)
    months, which = divmod(passed - 1 + k, 2)
    return add_months(start.replace(day=1), months, days[which])


def period(terms: Terms, n: int) -> Period | None:
    """The n-th period, counted from 1; None past the contract's end. A trial at a price is one."""
    if terms.trial is not None and terms.trial.net:
        return _trial(terms) if n == 1 else _period(terms, n, n - 1)
    return _period(terms, n, n)


def _trial(terms: Terms) -> Period:
    first, last = terms.start_on, terms.runs_from - DAY
    if terms.end_on is not None:
        last = min(last, terms.end_on)
    days = (last - first).days + 1
    bill_on = first if terms.billing is Billing.ADVANCE else last
    return Period(1, first, last, days, (terms.runs_from - first).days, bill_on)


def _period(terms: Terms, n: int, k: int) -> Period | None:
    """The k-th period after the trial, as the n-th entry."""
    if terms.max_entries is not None and k > terms.max_entries:
        return None
    opens, closes = anchor(terms, k - 1), anchor(terms, k)
    first = max(opens, terms.runs_from)
    if terms.end_on is not None and first > terms.end_on:
        return None
    last = closes - DAY
    if terms.end_on is not None:
        last = min(last, terms.end_on)
    bill_on = first if terms.billing is Billing.ADVANCE else last
    return Period(n, first, last, (last - first).days + 1, (closes - opens).days, bill_on)


def periods(terms: Terms, until: date, start: int = 1) -> Iterator[Period]:
    """The periods from the `start`-th on that are to be billed by `until`."""
    n = start
    while (found := period(terms, n)) is not None and found.bill_on <= until:
        yield found
        n += 1


def horizon(on: date) -> date:
    """The last day for which schedules are laid out as rows."""
    return add_months(on, HORIZON_MONTHS)


def laid_until(terms: Terms, on: date) -> date:
    """The same for one contract: what is spread is laid out whole, so that its parts add up."""
    return date.max if terms.is_split else horizon(on)


def last_day(terms: Terms) -> date | None:
    """The last day that the contract bills; None when it goes on."""
    if terms.max_entries is None:
        return terms.end_on
    counted = anchor(terms, terms.max_entries) - DAY
    return counted if terms.end_on is None else min(counted, terms.end_on)
