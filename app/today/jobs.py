"""The forecast by the clock. Before the set-up there is nothing to foresee."""

from typing import Any

from app import clock
from app.settings import queries as settings
from app.today import actions


async def forecast(ctx: dict[str, Any]) -> None:
    """A few times a day."""
    if await settings.maybe_business() is not None:
        at = clock.now()
        await actions.make_forecast(on=at.date(), at=at)
