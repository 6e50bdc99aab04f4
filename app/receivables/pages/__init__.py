"""Créances: the board, and what is behind each of its figures."""

from litestar.types import ControllerRouterHandler

from app.receivables.pages import board, client

ROUTES: list[ControllerRouterHandler] = [*board.ROUTES, *client.ROUTES]
