"""What the reminders know: situations of clients, the plan, what was proposed, held and sent."""

from app.reminders.queries.ahead import ComingStep, Expected, coming_steps
from app.reminders.queries.checks import CHECKS
from app.reminders.queries.coming import Marks, Next, NextStep, marks, next_steps
from app.reminders.queries.desk import Desk, desk, last_contacts
from app.reminders.queries.history import (
    HeldView,
    Named,
    ReminderView,
    count_open,
    decided,
    held_on,
    naming,
    of_client,
    one,
    open_reminders,
    waiting_clients,
)
from app.reminders.queries.imported import NamedDocument, about_import
from app.reminders.queries.limits import the_limits, the_window
from app.reminders.queries.pauses import PauseView, pauses_of
from app.reminders.queries.plan import (
    PlanStepView,
    PlanView,
    choices,
    contract_called,
    is_used,
    plan,
    plans,
    steps,
)
from app.reminders.queries.preview import Preview, preview
from app.reminders.queries.refusing import RefusedAddress, refused_addresses
from app.reminders.queries.results import (
    Habit,
    asked_by_steps,
    before_and_since,
    began_on,
    came_of_asked,
)
from app.reminders.queries.salespeople import CopyView, copies_of
from app.reminders.queries.situations import Addressed, owing, situations

__all__ = [
    "CHECKS",
    "Addressed",
    "ComingStep",
    "CopyView",
    "Desk",
    "Expected",
    "Habit",
    "HeldView",
    "Marks",
    "Named",
    "NamedDocument",
    "Next",
    "NextStep",
    "PauseView",
    "PlanStepView",
    "PlanView",
    "Preview",
    "RefusedAddress",
    "ReminderView",
    "about_import",
    "asked_by_steps",
    "before_and_since",
    "began_on",
    "came_of_asked",
    "choices",
    "coming_steps",
    "contract_called",
    "copies_of",
    "count_open",
    "decided",
    "desk",
    "held_on",
    "is_used",
    "last_contacts",
    "marks",
    "naming",
    "next_steps",
    "of_client",
    "one",
    "open_reminders",
    "owing",
    "pauses_of",
    "plan",
    "plans",
    "preview",
    "refused_addresses",
    "situations",
    "steps",
    "the_limits",
    "the_window",
    "waiting_clients",
]
