"""Pages of electronic invoicing."""

from litestar.types import ControllerRouterHandler

from app.einvoicing.pages import folders, readiness, statuses

ROUTES: list[ControllerRouterHandler] = [*readiness.ROUTES, *folders.ROUTES, *statuses.ROUTES]
