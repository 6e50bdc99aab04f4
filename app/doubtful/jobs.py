"""What the worker does for doubtful debts."""

from typing import Any

from app import clock
from app.doubtful.actions import follow_paid as follow


async def follow_paid(ctx: dict[str, Any]) -> None:
    """Bring 416 and 491 to what is open."""
    await follow(clock.now())
