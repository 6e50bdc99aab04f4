"""What somebody should know, and when they are told of it by e-mail. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.calendar import is_working_day
from app.core.errors import N_, Finding

# What is older when it is first seen (a history taken over) is no news.
FRESH_DAYS = 14
# A fall of the grade is told for so long, unless the grade recovers.
FALLEN_DAYS = 30
# A mandate and a quote are told so long before their end.
MANDATE_DAYS, QUOTE_DAYS = 30, 3
# What is raised later is told the next time: one message a day, in the morning.
TOLD_AT = time(8, 0)


class Kind(StrEnum):
    """What it is about."""

    RETURNED = "returned"
    PROMISE = "promise"
    GRADE = "grade"
    LIMIT = "limit"
    INDEX = "index"
    MANDATE = "mandate"
    QUOTE = "quote"
    RENEWAL = "renewal"
    CLAIM = "claim"


LABELS = {
    Kind.RETURNED: N_("Returned debit"),
    Kind.PROMISE: N_("Broken promise"),
    Kind.GRADE: N_("Falling grade"),
    Kind.LIMIT: N_("Over the limit"),
    Kind.INDEX: N_("Price to index"),
    Kind.MANDATE: N_("Mandate about to lapse"),
    Kind.QUOTE: N_("Quote about to end"),
    Kind.RENEWAL: N_("Renewal"),
    Kind.CLAIM: N_("Limitation"),
}
# The first page has tasks of its own for the others.
ON_FIRST_PAGE = frozenset({Kind.RETURNED, Kind.PROMISE, Kind.GRADE, Kind.LIMIT, Kind.MANDATE})


class Rhythm(StrEnum):
    """How often somebody is told by e-mail; nothing is sent when there is nothing to tell."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


RHYTHM_LABELS = {
    Rhythm.NEVER: N_("Never"),
    Rhythm.DAILY: N_("Each working day"),
    Rhythm.WEEKLY: N_("Each Monday"),
}


@dataclass(frozen=True)
class Found:
    """Something that is so on a day, since `since`; `subject` tells it from others of its kind."""

    kind: Kind
    subject: str
    said: Finding
    href: str
    client_id: int | None
    client: str
    since: date

    def is_fresh(self, on: date) -> bool:
        """Whether it is news on a day."""
        return self.since >= on - timedelta(days=FRESH_DAYS)


def cutoff(rhythm: Rhythm, at: datetime) -> datetime | None:
    """The last moment, up to `at` (in the business's zone), whose message tells all that was raised
    before it: 8:00 of a working day, or of a Monday. None: never."""
    if rhythm is Rhythm.NEVER:
        return None
    day = at.date() if at.time() >= TOLD_AT else at.date() - timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    else:
        while not is_working_day(day):
            day -= timedelta(days=1)
    return datetime.combine(day, TOLD_AT, at.tzinfo)


def next_cutoff(rhythm: Rhythm, at: datetime) -> datetime | None:
    """The first moment after `at` (in the business's zone) whose message tells; None: never."""
    if rhythm is Rhythm.NEVER:
        return None
    day, moment = at.date(), at
    while moment <= at:
        moment = cutoff(rhythm, datetime.combine(day, TOLD_AT, at.tzinfo)) or at
        day += timedelta(days=1)
    return moment


def fell(before: str | None, grade: str | None) -> bool:
    """Whether a grade is worse than the one before, A being the best."""
    return before is not None and grade is not None and grade > before
