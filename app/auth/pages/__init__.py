"""The pages of accounts: signing in and out, one's own account, users, sessions."""

from litestar.types import ControllerRouterHandler

from app.auth.pages import account, sessions, sign_in, users

ROUTES: list[ControllerRouterHandler] = [
    *sign_in.ROUTES,
    *account.ROUTES,
    *sessions.ROUTES,
    *users.ROUTES,
]
