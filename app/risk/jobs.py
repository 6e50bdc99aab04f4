"""Scoring by the clock, and judging the scores."""

from typing import Any

from app import clock
from app.risk import actions


async def rescore(ctx: dict[str, Any]) -> None:
    """On every new day, and soon after money moved; then the clients that move by themselves."""
    at = clock.now()
    await actions.rescore(on=at.date(), at=at, only_if_changed=True)
    await actions.move_alone(at=at)


async def judge(ctx: dict[str, Any], by: str = "") -> None:
    """Judge the score on the past: at once when somebody asked, else once a week."""
    at = clock.now()
    if by:
        await actions.judge(on=at.date(), at=at)
    else:
        await actions.judge_weekly(on=at.date(), at=at)
