"""Alerts: those that stand, who is told, what a client may owe."""

from litestar.types import ControllerRouterHandler

from app.alerts.pages import limits, listing

ROUTES: list[ControllerRouterHandler] = [*listing.ROUTES, *limits.ROUTES]
