"""Scores kept and judged; clients put into segments by how late they pay."""

from app.risk.actions.moving import Seen, confirm, keep, move, move_alone, set_mode
from app.risk.actions.scoring import judge, judge_weekly, rescore

__all__ = [
    "Seen",
    "confirm",
    "judge",
    "judge_weekly",
    "keep",
    "move",
    "move_alone",
    "rescore",
    "set_mode",
]
