"""The pages of the settings: the set-up at the first visit, then each part of the business."""

from litestar.types import ControllerRouterHandler

from app.settings.pages import brand, cards, look, mail, parts, setup

ROUTES: list[ControllerRouterHandler] = [
    *brand.ROUTES,
    *setup.ROUTES,
    *look.ROUTES,
    *cards.ROUTES,
    *parts.ROUTES,
    *mail.ROUTES,
]
