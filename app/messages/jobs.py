"""The outbox's job."""

from typing import Any

from app.clock import now
from app.messages.actions import send_due


async def send_messages(ctx: dict[Any, Any]) -> None:
    """Send what is due."""
    await send_due(at=now())
