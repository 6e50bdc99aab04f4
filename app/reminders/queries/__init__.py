"""What the reminders know: situations of clients, the plan, what was proposed, held and sent."""

from app.reminders.queries.history import (
    HeldView,
    ReminderView,
    held_on,
    of_client,
    one,
    open_reminders,
    sent,
)
from app.reminders.queries.plan import PlanStepView, plan, steps
from app.reminders.queries.situations import pauses_of, situations

__all__ = [
    "HeldView",
    "PlanStepView",
    "ReminderView",
    "held_on",
    "of_client",
    "one",
    "open_reminders",
    "pauses_of",
    "plan",
    "sent",
    "situations",
    "steps",
]
