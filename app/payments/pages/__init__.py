"""Encaissements: the list, recording in ten seconds, one receipt and what it settles."""

from litestar.types import ControllerRouterHandler

from app.payments.pages import deposits, listing, one, recording, writing_off

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *deposits.ROUTES,
    *recording.ROUTES,
    *one.ROUTES,
    *writing_off.ROUTES,
]
