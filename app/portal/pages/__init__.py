"""Every page that a client sees by a signed link: an invoice, a quote."""

from litestar.types import ControllerRouterHandler

from app.portal.pages import invoice, quote

ROUTES: list[ControllerRouterHandler] = [*invoice.ROUTES, *quote.ROUTES]
