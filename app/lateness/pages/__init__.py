"""What late invoices cost: parts of the pages of a client and of an invoice, and their own."""

from litestar.types import ControllerRouterHandler

from app.lateness.pages import case, court, deciding, notices, of_client, of_invoice

ROUTES: list[ControllerRouterHandler] = [
    *of_invoice.ROUTES,
    *of_client.ROUTES,
    *deciding.ROUTES,
    *notices.ROUTES,
    *case.ROUTES,
    *court.ROUTES,
]
