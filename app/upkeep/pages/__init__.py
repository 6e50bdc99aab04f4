"""The pages of upkeep: whether the service is well, its backups, its books."""

from litestar.types import ControllerRouterHandler

from app.upkeep.pages import backups, health, integrity

ROUTES: list[ControllerRouterHandler] = [*health.ROUTES, *backups.ROUTES, *integrity.ROUTES]
