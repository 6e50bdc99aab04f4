"""A trial before a contract is billed: free or at a price of its own, and then the contract runs.

Nothing converts it: the first entry is billed when its day comes. Until the trial's last day it may
be stopped, and nothing of the contract is billed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.calendar import add_months
from app.core.errors import N_, Finding, finding
from app.core.money import MAX_CENTS

DAY = timedelta(days=1)
TOLD_BEFORE = timedelta(days=7)


class TrialUnit(StrEnum):
    """What a trial is counted in."""

    DAYS = "days"
    MONTHS = "months"

    @property
    def label(self) -> str:
        return N_("days") if self is TrialUnit.DAYS else N_("months")

    @property
    def longest(self) -> int:
        return 366 if self is TrialUnit.DAYS else 12


@dataclass(frozen=True)
class Trial:
    """The first `length` days or months; `net` cents for all of it, 0 when it is free. `tells`: the
    client is written to before it ends."""

    length: int
    unit: TrialUnit
    net: int = 0
    tells: bool = True

    def runs_from(self, start_on: date) -> date:
        """The first day after it."""
        if self.unit is TrialUnit.MONTHS:
            return add_months(start_on, self.length)
        return start_on + self.length * DAY

    def last(self, start_on: date) -> date:
        return self.runs_from(start_on) - DAY

    def tell_on(self, start_on: date) -> date:
        """From when the client is told: a week before it ends, or halfway through a short one."""
        following = self.runs_from(start_on)
        return max(following - TOLD_BEFORE, start_on + (following - start_on) // 2)


def of_trial(trial: Trial | None) -> Iterable[Finding]:
    """What cannot be a trial."""
    if trial is None:
        return
    if not 1 <= trial.length <= trial.unit.longest:
        yield finding(
            "contracts.trial_length",
            "A trial lasts from 1 to 366 days, or to 12 months.",
            "trial_length",
        )
    if not 0 <= trial.net <= MAX_CENTS:
        yield finding(
            "contracts.trial_price",
            "The price of a trial is not negative; leave it empty when it is free.",
            "trial_net",
        )
