"""What the worker does for the accounts."""

from typing import Any

from app.accounting import actions


async def total_days(ctx: dict[str, Any]) -> None:
    """Add the entries of the day to the totals of accounts by day."""
    await actions.total_days()
