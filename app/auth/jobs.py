"""What the timetable asks of the accounts."""

from typing import Any

from app.auth import actions
from app.clock import now


async def forget_sessions(ctx: dict[str, Any]) -> None:
    """Forget sessions that have ended, and old attempts to sign in."""
    await actions.forget_sessions(at=now())
