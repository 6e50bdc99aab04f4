"""What is done about late payers: propose, decide, send, pause, edit the plan."""

from app.reminders.actions.by_hand import done
from app.reminders.actions.choices import choose_plan, unchoose_plan
from app.reminders.actions.decisions import approve, approve_all, drop, reword, unapprove
from app.reminders.actions.letters import letter_pdf
from app.reminders.actions.limits import set_limits
from app.reminders.actions.pauses import lift, pause, pause_insolvent, resume_solvent
from app.reminders.actions.plan import StepValues, add_step, edit_step, remove_step
from app.reminders.actions.plans import copy_plan, remove_plan, set_gap
from app.reminders.actions.propose import Proposed, propose
from app.reminders.actions.recall import recall
from app.reminders.actions.send import send_approved
from app.reminders.actions.trial import send_trial

__all__ = [
    "Proposed",
    "StepValues",
    "add_step",
    "approve",
    "approve_all",
    "choose_plan",
    "copy_plan",
    "done",
    "drop",
    "edit_step",
    "letter_pdf",
    "lift",
    "pause",
    "pause_insolvent",
    "propose",
    "recall",
    "remove_plan",
    "remove_step",
    "resume_solvent",
    "reword",
    "send_approved",
    "send_trial",
    "set_gap",
    "set_limits",
    "unapprove",
    "unchoose_plan",
]
