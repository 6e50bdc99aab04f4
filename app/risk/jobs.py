"""Scoring by the clock."""

from typing import Any

from app import clock
from app.risk import actions


async def rescore(ctx: dict[str, Any]) -> None:
    """On every new day, and soon after money moved."""
    at = clock.now()
    await actions.rescore(on=at.date(), at=at, only_if_changed=True)
