"""Créances: the board, and what is behind each of its figures."""

from litestar.types import ControllerRouterHandler

from app.receivables.pages import board, client, statement, statements

ROUTES: list[ControllerRouterHandler] = [
    *board.ROUTES,
    *client.ROUTES,
    *statement.ROUTES,
    *statements.ROUTES,
]
