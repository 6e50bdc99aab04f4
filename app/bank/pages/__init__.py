"""Banque: statements handed over, lines to be pointed and pointed, the certainty asked for."""

from litestar.types import ControllerRouterHandler

from app.bank.pages import client, deciding, file, files, matching, one, threshold

ROUTES: list[ControllerRouterHandler] = [
    *files.ROUTES,
    *file.ROUTES,
    *matching.ROUTES,
    *deciding.ROUTES,
    *one.ROUTES,
    *client.ROUTES,
    *threshold.ROUTES,
]
