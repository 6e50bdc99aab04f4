"""Pages of direct debits."""

from litestar.types import ControllerRouterHandler

from app.debits.pages import choice, files, overview, paper, returns

ROUTES: list[ControllerRouterHandler] = [
    *overview.ROUTES,
    *files.ROUTES,
    *returns.ROUTES,
    *choice.ROUTES,
    *paper.ROUTES,
]
