"""À venir: the thirty days ahead."""

from litestar.types import ControllerRouterHandler

from app.coming.pages import days

ROUTES: list[ControllerRouterHandler] = [*days.ROUTES]
