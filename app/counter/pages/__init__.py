"""Vente: the sale, and the closing of the till."""

from litestar.types import ControllerRouterHandler

from app.counter.pages import closing, selling, sold

ROUTES: list[ControllerRouterHandler] = [*selling.ROUTES, *sold.ROUTES, *closing.ROUTES]
