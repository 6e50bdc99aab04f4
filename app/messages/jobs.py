"""The outbox's job."""

from dataclasses import dataclass
from typing import Any

from app.clock import now
from app.messages.actions import send_due

# Twice 40 s is within the time of the job: cut short, it would leave a letter in doubt.
_MOST_ROUNDS = 2


@dataclass
class _Hand:
    """What this process is doing: sending or not, and asked to look again or not."""

    is_sending: bool = False
    is_asked: bool = False


_hand = _Hand()


async def send_messages(ctx: dict[Any, Any]) -> None:
    """Send what is due, one letter at a time in a process: its death leaves one in doubt at most.

    A tick and a nudge may come while it is sending: then it looks once more before it ends.
    """
    _hand.is_asked = True
    if _hand.is_sending:
        return
    _hand.is_sending = True
    try:
        for _ in range(_MOST_ROUNDS):
            if _hand.is_asked:
                _hand.is_asked = False
                await send_due(at=now())
    finally:
        _hand.is_sending = False
