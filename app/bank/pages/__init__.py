"""Banque: lines to be pointed and pointed, one line, and the certainty that is asked for."""

from litestar.types import ControllerRouterHandler

from app.bank.pages import client, deciding, matching, one, threshold

ROUTES: list[ControllerRouterHandler] = [
    *matching.ROUTES,
    *deciding.ROUTES,
    *one.ROUTES,
    *client.ROUTES,
    *threshold.ROUTES,
]
