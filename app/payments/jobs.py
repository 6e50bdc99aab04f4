"""What the worker does for payments by card: it asks for what it was not told."""

from typing import Any

from app import clock
from app.payments.actions import card_sweeps
from app.payments.queries.cards import provider_of
from app.settings.queries import maybe_business


async def look_at_cards(ctx: dict[str, Any]) -> None:
    """What became of payments that clients began; those whose time is over end."""
    shop = await maybe_business()
    provider = provider_of(shop) if shop else None
    if provider is not None:
        await card_sweeps.sweep(provider, at=clock.now())
    await card_sweeps.forget(provider.name if provider else "", at=clock.now())


async def look_back_at_cards(ctx: dict[str, Any]) -> None:
    """Money of payments that was refunded or contested since."""
    shop = await maybe_business()
    provider = provider_of(shop) if shop else None
    if provider is not None:
        await card_sweeps.sweep_back(provider, at=clock.now())
