"""Alerts: those that stand, who is told, of payments too, what a client may owe."""

from litestar.types import ControllerRouterHandler

from app.alerts.pages import limits, listing, payments

ROUTES: list[ControllerRouterHandler] = [*listing.ROUTES, *limits.ROUTES, *payments.ROUTES]
