"""Words and tones that several pages of the reminders share."""

from datetime import date, datetime, timedelta

from app.core import formats
from app.core.errors import N_
from app.core.i18n import current_language
from app.core.sentences import spoken
from app.reminders.queries import Desk, PlanStepView

STEP_TONES = {"courteous": "", "friendly": "good", "formal": "ask", "firm": "late"}

TONE_NAMES = {
    "courteous": N_("Courteous"),
    "friendly": N_("Friendly"),
    "formal": N_("Formal notice"),
    "firm": N_("Firm"),
}

RECIPIENTS = {
    "usual": N_("Whoever reminders go to: chasing, else billing, else the client"),
    "client": N_("The client itself"),
    "billing": N_("The contact for billing"),
    "site": N_("The contact on site"),
    "manager": N_("The contact of the management"),
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


def own_time(step: PlanStepView) -> str:
    """The days and hours of a step's own, in words; "" when it leaves in those of all plans."""
    language = current_language()
    days = ", ".join(name for n, name in week_names() if str(n) in step.weekdays)
    if not step.send_from or not step.send_until:
        return spoken(N_("Leaves on: %(days)s."), {"days": days}) if days else ""
    facts = {
        "days": days,
        "from": formats.clock_time(step.send_from, language),
        "until": formats.clock_time(step.send_until, language),
    }
    if days:
        return spoken(N_("Leaves on: %(days)s, from %(from)s to %(until)s."), facts)
    return spoken(N_("Leaves from %(from)s to %(until)s."), facts)


def when_own(desk: Desk, at: datetime) -> dict[int, str]:
    """`when_it_leaves` of those whose step has days or hours of its own, by the reminder's id."""
    return {reminder_id: _when(moment, at) for reminder_id, moment in desk.own.items()}


def when_it_leaves(desk: Desk, at: datetime) -> str:
    """ "at once", "today at 9 h", "on Monday 23 November at 9 h"."""
    return _when(desk.leaves_at, at)


def _when(leaves_at: datetime, at: datetime) -> str:
    if leaves_at <= at:
        return spoken(N_("at once"), {})
    language = current_language()
    time = formats.clock_time(leaves_at, language)
    day = leaves_at.date()
    if day == at.date():
        return spoken(N_("today at %(time)s"), {"time": time})
    if day == at.date() + timedelta(days=1):
        return spoken(N_("tomorrow at %(time)s"), {"time": time})
    said = formats.weekday(day, language)
    return spoken(N_("on %(day)s at %(time)s"), {"day": said, "time": time})
