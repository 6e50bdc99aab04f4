"""Créances: the board, and what is behind each of its figures."""

from litestar.types import ControllerRouterHandler

from app.receivables.pages import board, client, collecting, statement, statements

ROUTES: list[ControllerRouterHandler] = [
    *board.ROUTES,
    *client.ROUTES,
    *collecting.ROUTES,
    *statement.ROUTES,
    *statements.ROUTES,
]
