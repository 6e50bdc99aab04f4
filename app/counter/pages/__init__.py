"""Vente: the sale, and the closing of the till."""

from litestar.types import ControllerRouterHandler

from app.counter.pages import closing, selling

ROUTES: list[ControllerRouterHandler] = [*selling.ROUTES, *closing.ROUTES]
