"""Words and tones that several pages of the reminders share."""

from datetime import date, datetime, timedelta

from app.core import formats
from app.core.errors import N_
from app.core.i18n import current_language
from app.core.sentences import spoken
from app.reminders.queries import Desk

STEP_TONES = {"courteous": "", "friendly": "good", "formal": "ask", "firm": "late"}

TONE_NAMES = {
    "courteous": N_("Courteous"),
    "friendly": N_("Friendly"),
    "formal": N_("Formal notice"),
    "firm": N_("Firm"),
}

CHANNELS = {
    "email": N_("E-mail"),
    "letter": N_("Letter to post"),
    "call": N_("Call to make"),
    "text": N_("Text to copy"),
}

DONE_BY_HAND = {
    "letter": N_("posted"),
    "call": N_("call made"),
    "text": N_("text sent"),
}

MESSAGE_STATES = {
    "waiting": (N_("waits to leave"), "ask"),
    "sending": (N_("is leaving"), ""),
    "sent": (N_("has left"), "good"),
    "failed": (N_("could not leave"), "late"),
    "uncertain": (N_("may have left"), "ask"),
    "cancelled": (N_("called back"), ""),
}


# A Monday like any other, to name the days from.
_MONDAY = date(2026, 11, 23)


def week_names() -> list[tuple[int, str]]:
    """The days on which reminders may leave, 1 to 6, by their names in the language spoken."""
    language = current_language()
    days = ((n, _MONDAY + timedelta(days=n - 1)) for n in range(1, 7))
    return [(n, formats.weekday(day, language).partition(" ")[0]) for n, day in days]


def when_it_leaves(desk: Desk, at: datetime) -> str:
    """ "at once", "today at 9 h", "on Monday 23 November at 9 h"."""
    if desk.leaves_now:
        return spoken(N_("at once"), {})
    language = current_language()
    time = formats.clock_time(desk.leaves_at, language)
    day = desk.leaves_at.date()
    if day == at.date():
        return spoken(N_("today at %(time)s"), {"time": time})
    if day == at.date() + timedelta(days=1):
        return spoken(N_("tomorrow at %(time)s"), {"time": time})
    said = formats.weekday(day, language)
    return spoken(N_("on %(day)s at %(time)s"), {"day": said, "time": time})
