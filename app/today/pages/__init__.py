"""The owner's first page, the cash forecast, what comes by itself."""

from litestar.types import ControllerRouterHandler

from app.today.pages import desk, forecast, planning

ROUTES: list[ControllerRouterHandler] = [*desk.ROUTES, *forecast.ROUTES, *planning.ROUTES]
