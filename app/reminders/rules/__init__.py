"""When to chase whom, with which step and which words, and when to stay silent: pure rules."""

from app.reminders.rules.ahead import Approved, Coming, Turn, play
from app.reminders.rules.choosing import (
    GRADES,
    STANDARD,
    ChoiceKind,
    PlanChoice,
    Traits,
    check_choice,
    choose,
    why_chosen,
)
from app.reminders.rules.deciding import decide, reached, upcoming
from app.reminders.rules.facts import (
    Channel,
    Held,
    Limits,
    OpenItem,
    Proposal,
    Situation,
    Step,
    why_withdrawn,
)
from app.reminders.rules.hours import SEND_FROM, SEND_UNTIL, day_off, may_send, next_allowed
from app.reminders.rules.ladder import (
    FIRST_DAY,
    LAST_DAY,
    TONES,
    Rung,
    channel_faults,
    positions,
)
from app.reminders.rules.limits import check_limits
from app.reminders.rules.pauses import Because, check_pause
from app.reminders.rules.reaching import obstacle, reach
from app.reminders.rules.results import (
    Asked,
    Came,
    Followed,
    StepResult,
    by_step,
    followed,
)
from app.reminders.rules.words import PLACES, Texts, check_places, fill, words

__all__ = [
    "FIRST_DAY",
    "GRADES",
    "LAST_DAY",
    "PLACES",
    "SEND_FROM",
    "SEND_UNTIL",
    "STANDARD",
    "TONES",
    "Approved",
    "Asked",
    "Because",
    "Came",
    "Channel",
    "ChoiceKind",
    "Coming",
    "Followed",
    "Held",
    "Limits",
    "OpenItem",
    "PlanChoice",
    "Proposal",
    "Rung",
    "Situation",
    "Step",
    "StepResult",
    "Texts",
    "Traits",
    "Turn",
    "by_step",
    "channel_faults",
    "check_choice",
    "check_limits",
    "check_pause",
    "check_places",
    "choose",
    "day_off",
    "decide",
    "fill",
    "followed",
    "may_send",
    "next_allowed",
    "obstacle",
    "play",
    "positions",
    "reach",
    "reached",
    "upcoming",
    "why_chosen",
    "why_withdrawn",
    "words",
]
