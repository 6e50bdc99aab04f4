"""What the worker does for electronic invoices."""

from typing import Any

from app import clock
from app.einvoicing import actions


async def hand_over(ctx: dict[str, Any]) -> None:
    """Note what was received of documents that the platform has; hand it those that are owed."""
    await actions.note_cashed(clock.now())
    await actions.hand_over(clock.now())


async def listen(ctx: dict[str, Any]) -> None:
    """Take what the platform says."""
    await actions.listen(clock.now())
