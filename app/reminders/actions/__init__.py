"""What is done about late payers: propose, decide, send, pause, edit the plan."""

from app.reminders.actions.choices import choose_plan, unchoose_plan
from app.reminders.actions.decisions import approve, approve_all, drop, reword, unapprove
from app.reminders.actions.limits import set_limits
from app.reminders.actions.pauses import lift, pause, pause_insolvent, resume_solvent
from app.reminders.actions.plan import StepValues, edit_step
from app.reminders.actions.propose import Proposed, propose
from app.reminders.actions.recall import recall
from app.reminders.actions.send import send_approved

__all__ = [
    "Proposed",
    "StepValues",
    "approve",
    "approve_all",
    "choose_plan",
    "drop",
    "edit_step",
    "lift",
    "pause",
    "pause_insolvent",
    "propose",
    "recall",
    "resume_solvent",
    "reword",
    "send_approved",
    "set_limits",
    "unapprove",
    "unchoose_plan",
]
