"""The pages of upkeep: whether the service is well, its backups."""

from litestar.types import ControllerRouterHandler

from app.upkeep.pages import backups, health

ROUTES: list[ControllerRouterHandler] = [*health.ROUTES, *backups.ROUTES]
