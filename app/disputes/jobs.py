"""What the worker does for promises."""

from typing import Any

from app import clock
from app.disputes import actions


async def follow_promises(ctx: dict[str, Any]) -> None:
    """Note which promises were kept, and which were not."""
    await actions.follow(clock.now())
