"""The page of the mailbox in the settings."""

from litestar.types import ControllerRouterHandler

from app.mailbox.pages import setting

ROUTES: list[ControllerRouterHandler] = [*setting.ROUTES]
