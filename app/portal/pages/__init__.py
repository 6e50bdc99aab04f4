"""Every page that a client sees by a signed link: an invoice, a quote, a mandate."""

from litestar.types import ControllerRouterHandler

from app.portal.pages import answers, card, invoice, mandate, plans, quote

ROUTES: list[ControllerRouterHandler] = [
    *invoice.ROUTES,
    *card.ROUTES,
    *answers.ROUTES,
    *plans.ROUTES,
    *quote.ROUTES,
    *mandate.ROUTES,
]
