"""When to chase whom, with which step and which words, and when to stay silent: pure rules."""

from app.reminders.rules.deciding import (
    MIN_GAP_DAYS,
    Held,
    OpenItem,
    Proposal,
    Situation,
    Step,
    decide,
    reached,
    upcoming,
)
from app.reminders.rules.hours import SEND_FROM, SEND_UNTIL, may_send, next_allowed
from app.reminders.rules.words import PLACES, Texts, check_places, fill, words

__all__ = [
    "MIN_GAP_DAYS",
    "PLACES",
    "SEND_FROM",
    "SEND_UNTIL",
    "Held",
    "OpenItem",
    "Proposal",
    "Situation",
    "Step",
    "Texts",
    "check_places",
    "decide",
    "fill",
    "may_send",
    "next_allowed",
    "reached",
    "upcoming",
    "words",
]
