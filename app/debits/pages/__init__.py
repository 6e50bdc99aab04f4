"""Pages of direct debits."""

from litestar.types import ControllerRouterHandler

from app.debits.pages import choice, files, overview

ROUTES: list[ControllerRouterHandler] = [*overview.ROUTES, *files.ROUTES, *choice.ROUTES]
