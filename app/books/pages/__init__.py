"""Comptabilité: the balance, the ledgers, and the files for the accountant."""

from litestar.types import ControllerRouterHandler

from app.books.pages import balance, chart, closures, export, ledger, sending, vat

ROUTES: list[ControllerRouterHandler] = [
    *balance.ROUTES,
    *ledger.ROUTES,
    *vat.ROUTES,
    *export.ROUTES,
    *sending.ROUTES,
    *closures.ROUTES,
    *chart.ROUTES,
]
