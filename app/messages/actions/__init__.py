"""What is done with messages: put in the outbox, completed, sent, decided."""

from app.messages.actions.bounces import note_bounce, note_returned, trust
from app.messages.actions.decisions import hold_back, mark_sent, resend, retry
from app.messages.actions.outbox import attach, cancel, enqueue
from app.messages.actions.sending import send_due

__all__ = [
    "attach",
    "cancel",
    "enqueue",
    "hold_back",
    "mark_sent",
    "note_bounce",
    "note_returned",
    "resend",
    "retry",
    "send_due",
    "trust",
]
