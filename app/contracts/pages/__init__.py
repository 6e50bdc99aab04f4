"""Contrats and Échéancier: the list, the card, the form, the months, one entry, issuing."""

from litestar.types import ControllerRouterHandler

from app.contracts.pages import (
    amending,
    card,
    changes,
    editing,
    ending,
    entries,
    indexing,
    issuance,
    listing,
    offers,
    renewing,
    revenue,
    schedule,
    taking,
)

ROUTES: list[ControllerRouterHandler] = [
    *listing.ROUTES,
    *revenue.ROUTES,
    *editing.ROUTES,
    *card.ROUTES,
    *changes.ROUTES,
    *amending.ROUTES,
    *ending.ROUTES,
    *schedule.ROUTES,
    *entries.ROUTES,
    *indexing.ROUTES,
    *issuance.ROUTES,
    *renewing.ROUTES,
    *offers.ROUTES,
    *taking.ROUTES,
]
