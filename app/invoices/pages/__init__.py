"""Factures: the list, the editor, one document, several at once."""

from litestar.types import ControllerRouterHandler

from app.invoices.pages import acts, archive, editing, electronic, listing, making, one, selection

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *editing.ROUTES,
    *one.ROUTES,
    *electronic.ROUTES,
    *acts.ROUTES,
    *making.ROUTES,
    *selection.ROUTES,
    *archive.ROUTES,
]
