"""Créances: the board, and what is behind each of its figures."""

from litestar.types import ControllerRouterHandler

from app.receivables.pages import board, bounds, client, collecting, grouped, statement, statements

ROUTES: list[ControllerRouterHandler] = [
    *board.ROUTES,
    *client.ROUTES,
    *bounds.ROUTES,
    *collecting.ROUTES,
    *grouped.ROUTES,
    *statement.ROUTES,
    *statements.ROUTES,
]
