"""Relances: today's proposals, what was sent, the plan, and the parts of other pages."""

from litestar.types import ControllerRouterHandler

from app.reminders.pages import (
    by_hand,
    choices,
    decisions,
    desk,
    history,
    holes,
    plan,
    plans,
    results,
    steps,
)

ROUTES: list[ControllerRouterHandler] = [
    *desk.ROUTES,
    *decisions.ROUTES,
    *history.ROUTES,
    *results.ROUTES,
    *by_hand.ROUTES,
    *plan.ROUTES,
    *plans.ROUTES,
    *steps.ROUTES,
    *choices.ROUTES,
    *holes.ROUTES,
]
