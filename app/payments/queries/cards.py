"""Payments by card that clients began."""

from datetime import datetime
from typing import Any

from app.adapters.card_payments import CardPayments, Stripe, Trial
from app.config import config
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.payments.rules.cards import CardState, Checkout
from app.payments.tables import CardCheckout
from app.settings.rules import Business


def provider_of(shop: Business) -> CardPayments | None:
    """The provider by which this business takes cards; None without one, or without its keys."""
    if shop.card_provider == "trial":
        return Trial(config().secret_key)
    if shop.card_provider == "stripe" and shop.stripe_key and shop.stripe_webhook_secret:
        return Stripe(shop.stripe_key, shop.stripe_webhook_secret)
    return None


async def checkout_by_key(key: str) -> Checkout | None:
    """The payment of that key."""
    return _checkout(await CardCheckout.select().where(CardCheckout.key == key).first())


async def last_checkout(invoice_id: int) -> Checkout | None:
    """The last payment by card begun for an invoice."""
    rows = await CardCheckout.raw(
        "SELECT * FROM card_checkout WHERE invoice = {} ORDER BY id DESC LIMIT 1", invoice_id
    )
    return _checkout(rows[0] if rows else None)


def _checkout(row: dict[str, Any] | None) -> Checkout | None:
    if row is None:
        return None
    return Checkout(
        id=row["id"],
        key=row["key"],
        provider=row["provider"],
        invoice_id=row["invoice"],
        amount=row["amount"],
        state=CardState(row["state"]),
        session=row["session"],
        address=row["address"],
        until=row["until"],
        receipt_id=row["receipt_id"],
    )


async def checkout_by_session(session: str) -> Checkout | None:
    """The payment that has this session at its provider."""
    return _checkout(await CardCheckout.select().where(CardCheckout.session == session).first())


async def checkout_by_payment(payment: str) -> Checkout | None:
    """The payment of that name at its provider, once it was told of."""
    return _checkout(await CardCheckout.select().where(CardCheckout.payment == payment).first())


async def unsettled(
    provider: str, since: datetime | None, until: datetime, limit: int
) -> list[str]:
    """The keys of payments begun in that time (None: ever) of which nothing was told, oldest
    first."""
    found = CardCheckout.select(CardCheckout.key).where(
        CardCheckout.state == CardState.OPEN.value,
        CardCheckout.provider == provider,
        CardCheckout.asked_at <= until,
    )
    if since is not None:
        found = found.where(CardCheckout.asked_at >= since)
    return [row["key"] for row in await found.order_by(CardCheckout.asked_at).limit(limit)]


async def never_begun(provider: str, until: datetime, limit: int) -> list[str]:
    """The keys of payments asked for of which the provider gave no page, though its time would be
    over by then, oldest first."""
    found = CardCheckout.select(CardCheckout.key).where(
        CardCheckout.state == CardState.ASKED.value,
        CardCheckout.provider == provider,
        CardCheckout.until <= until,
    )
    return [row["key"] for row in await found.order_by(CardCheckout.asked_at).limit(limit)]


async def forgotten(provider: str, until: datetime, limit: int) -> list[str]:
    """The keys of payments begun until then, and not settled, with any other provider."""
    found = CardCheckout.select(CardCheckout.key).where(
        CardCheckout.state.is_in([CardState.ASKED.value, CardState.OPEN.value]),
        CardCheckout.provider != provider,
        CardCheckout.asked_at <= until,
    )
    return [row["key"] for row in await found.order_by(CardCheckout.asked_at).limit(limit)]


async def paid_since(provider: str, since: datetime) -> bool:
    """Whether anything was paid by card since."""
    return await CardCheckout.exists().where(
        CardCheckout.state == CardState.PAID.value,
        CardCheckout.provider == provider,
        CardCheckout.asked_at >= since,
    )


async def check_cards() -> list[Finding]:
    """A payment by card and the money received for it, which must be one and the same."""
    rows = await CardCheckout.raw(
        "SELECT k.id AS checkout, k.taken AS taken, r.amount AS received FROM card_checkout k"
        " LEFT JOIN receipt r ON r.id = k.receipt_id AND r.method = 'card'"
        " WHERE k.state = 'paid' AND (r.id IS NULL OR r.amount <> k.taken) ORDER BY k.id"
    )
    message = N_("card payment %(checkout)s: %(taken)s taken, %(received)s received")
    return located(message, rows, cents=("taken", "received"))


async def check_backs() -> list[Finding]:
    """Money of a payment by card that went back, and the receipt below zero that says so: there
    while it is gone, undone when it came back."""
    rows = await CardCheckout.raw(
        "SELECT b.name AS name, b.amount AS taken, CAST(COALESCE(-r.amount, 0) AS BIGINT) AS booked"
        " FROM card_back b LEFT JOIN receipt r ON r.id = b.receipt_id"
        " LEFT JOIN receipt u ON u.reverses = r.id WHERE b.receipt_id IS NOT NULL"
        " AND (r.id IS NULL OR r.amount >= 0 OR -r.amount > b.amount"
        " OR (b.state = 'returned' AND u.id IS NULL)) ORDER BY b.id"
    )
    message = N_("%(name)s: %(taken)s went back of a card payment, %(booked)s paid back")
    return located(message, rows, cents=("taken", "booked"))


CARD_CHECKS: list[IntegrityCheck] = [
    ("card payments received", check_cards),
    ("card payments taken back", check_backs),
]
