"""Relances: today's proposals, what was sent, the plan, and the parts of other pages."""

from litestar.types import ControllerRouterHandler

from app.reminders.pages import choices, decisions, desk, history, holes, plan, results

ROUTES: list[ControllerRouterHandler] = [
    *desk.ROUTES,
    *decisions.ROUTES,
    *history.ROUTES,
    *results.ROUTES,
    *plan.ROUTES,
    *choices.ROUTES,
    *holes.ROUTES,
]
