"""What is done with messages: put in the outbox, completed, sent, decided."""

from app.messages.actions.outbox import attach, cancel, enqueue

__all__ = ["attach", "cancel", "enqueue"]
