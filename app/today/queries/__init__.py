"""What the first page and the forecast know."""

from app.today.queries.checks import CHECKS
from app.today.queries.desk import (
    Begun,
    Coming,
    Figures,
    begun,
    coming,
    desk,
    disk_is_full,
    figures,
    waiting,
)
from app.today.queries.facts import Facts, facts
from app.today.queries.standing import (
    ScenarioView,
    Standing,
    Unjudged,
    came,
    judged,
    outflows,
    recorded_since,
    scenarios,
    standing,
    unjudged,
    weeks_from,
    weeks_to,
)

__all__ = [
    "CHECKS",
    "Begun",
    "Coming",
    "Facts",
    "Figures",
    "ScenarioView",
    "Standing",
    "Unjudged",
    "begun",
    "came",
    "coming",
    "desk",
    "disk_is_full",
    "facts",
    "figures",
    "judged",
    "outflows",
    "recorded_since",
    "scenarios",
    "standing",
    "unjudged",
    "waiting",
    "weeks_from",
    "weeks_to",
]
