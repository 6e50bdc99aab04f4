"""The pages of accounts: signing in and out, one's own account, users, sessions."""

from litestar.types import ControllerRouterHandler

from app.auth.pages import sign_in

ROUTES: list[ControllerRouterHandler] = [*sign_in.ROUTES]
