"""The pages of upkeep: whether the service is well."""

from litestar.types import ControllerRouterHandler

from app.upkeep.pages import health

ROUTES: list[ControllerRouterHandler] = [*health.ROUTES]
