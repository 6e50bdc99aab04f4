"""Encaissements: the list, recording in ten seconds, one receipt and what it settles."""

from litestar.types import ControllerRouterHandler

from app.payments.pages import listing, one, recording

ROUTES: list[ControllerRouterHandler] = [*listing.ROUTES, *recording.ROUTES, *one.ROUTES]
