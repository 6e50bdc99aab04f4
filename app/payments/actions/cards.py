"""Payments by card on the client's page: asked for, told of, each received once.

The provider is spoken to between two transactions, never inside one.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.adapters.card_payments import (
    CardError,
    CardPayments,
    Ending,
    Forged,
    Order,
    TakenBack,
)
from app.adapters.database import transaction
from app.core.errors import Refused, refuse
from app.invoices import queries as invoices
from app.payments.actions.card_backs import take_back
from app.payments.actions.card_settling import settle
from app.payments.queries.cards import (
    checkout_by_key,
    checkout_by_payment,
    checkout_by_session,
    last_checkout,
)
from app.payments.rules.cards import LASTS, CardState, Checkout, judge_part
from app.payments.tables import CardCheckout

log = logging.getLogger("echeance.cards")


@dataclass(frozen=True)
class Wish:
    """What a client wants to pay by card; `back` gives the address to come back to, by our key and
    whether it was paid. `part`: so many cents, of `least` at least; None: all that is left."""

    invoice_id: int
    label: str
    language: str
    back: Callable[[str, bool], str]
    part: int | None = None
    least: int = 0


async def begin(provider: CardPayments, wish: Wish, *, at: datetime) -> str:
    """The address where the client pays what is open, or a part; asked again soon, the same one.
    The page of another amount is closed first: one that was paid meanwhile counts.

    Refused: nothing is open any more, a part that may not be paid, or the provider does not answer
    (payments.card_away).
    """
    amount = await _amount(wish)
    last = await last_checkout(wish.invoice_id)
    if last is not None and last.serves(provider.name, amount, at):
        return last.address
    if last is not None and last.provider == provider.name and at < last.until:
        await _close(provider, last, at)
        amount = await _amount(wish)
    key = secrets.token_hex(16)
    await _note(key, provider, wish, amount, at)
    order = Order(
        key=key,
        amount=amount,
        label=wish.label,
        language=wish.language,
        back_paid=wish.back(key, True),
        back_unpaid=wish.back(key, False),
        until=at + LASTS,
    )
    try:
        asked = await provider.ask(order)
    except CardError as fault:
        log.warning("a payment by card could not be asked for: %s", fault)
        raise _away() from fault
    async with transaction():
        # Told before we heard of it: the state that it was told in stays.
        await CardCheckout.update(
            {CardCheckout.session: asked.session, CardCheckout.address: asked.address}
        ).where(CardCheckout.key == key)
        await CardCheckout.update({CardCheckout.state: CardState.OPEN.value}).where(
            CardCheckout.key == key, CardCheckout.state == CardState.ASKED.value
        )
    return asked.address


async def _amount(wish: Wish) -> int:
    open = (await invoices.invoice(wish.invoice_id)).open
    if open <= 0:
        raise refuse("payments.card_nothing", "Nothing is left to pay on this invoice.")
    if wish.part is None:
        return open
    judge_part(wish.part, open, wish.least)
    return wish.part


async def _close(provider: CardPayments, last: Checkout, at: datetime) -> None:
    """Nobody pays twice for having changed the amount. Refused: the provider does not answer, so
    that its page may still be paid on."""
    if last.state is not CardState.OPEN or last.session is None:
        return
    if await provider.close(last.session):
        async with transaction():
            await CardCheckout.update({CardCheckout.state: CardState.EXPIRED.value}).where(
                CardCheckout.id == last.id, CardCheckout.state == CardState.OPEN.value
            )
        return
    there = await look(provider, last.key, at=at)
    if there is not None and there.state is CardState.OPEN:
        raise _away()


async def _note(key: str, provider: CardPayments, wish: Wish, amount: int, at: datetime) -> None:
    """Noted before the provider is asked: what it tells finds it, however early."""
    async with transaction():
        await CardCheckout.insert(
            CardCheckout(
                key=key,
                provider=provider.name,
                invoice=wish.invoice_id,
                amount=amount,
                state=CardState.ASKED.value,
                asked_at=at,
                until=at + LASTS,
            )
        )


async def receive(
    provider: CardPayments, body: bytes, signature: str, *, at: datetime
) -> Checkout | None:
    """Take in a provider's signed call; the payment that it is about, None for another's.

    Refused: one that is not signed by it (payments.card_forged).
    """
    try:
        told = provider.told(body, signature, at)
    except Forged as fault:
        raise refuse("payments.card_forged", "This call is not signed by the provider.") from fault
    if isinstance(told, TakenBack):
        return await _taken_back(provider, told, at)
    if told is None or await checkout_by_key(told.key) is None:
        return None
    if told.ending is Ending.PAID and told.fee is None:
        told = replace(told, fee=await _fee_of(provider, told.session, at))
    return await settle(told, at)


async def look(provider: CardPayments, key: str, *, at: datetime) -> Checkout | None:
    """Ask the provider what became of a payment whose call has not come, and take that in."""
    there = await checkout_by_key(key)
    try:
        return await looked(provider, there, at) if there is not None else None
    except CardError as fault:
        log.warning("a payment by card could not be looked at: %s", fault)
        return there


async def looked(provider: CardPayments, there: Checkout, at: datetime) -> Checkout:
    """As `look`; raises CardError when the provider does not answer."""
    if there.state is not CardState.OPEN or there.session is None:
        return there
    told = await provider.look(there.session, at)
    return there if told is None else await settle(told, at) or there


async def _taken_back(provider: CardPayments, told: TakenBack, at: datetime) -> Checkout | None:
    """Money of a payment went back, perhaps before we were told of the payment itself. Refused,
    so that it is told again: the provider does not say whose payment it was."""
    there = await checkout_by_payment(told.payment)
    if there is None:
        try:
            session = await provider.order_of(told.payment)
            ours = await checkout_by_session(session) if session else None
            paid = await provider.look(session, at) if ours and session else None
        except CardError as fault:
            log.warning("money that went back is of a payment not known: %s", fault)
            raise _away() from fault
        there = await settle(paid, at) if paid is not None else None
    if there is None or there.state is not CardState.PAID:
        return None
    await take_back(told, there, at=at)
    return there


async def _fee_of(provider: CardPayments, session: str, at: datetime) -> int | None:
    """What the provider keeps; not known when it does not answer: the payment counts without."""
    try:
        found = await provider.look(session, at)
    except CardError:
        return None
    return found.fee if found else None


def _away() -> Refused:
    return refuse(
        "payments.card_away",
        "The card service does not answer. Try again in a moment, or pay by transfer.",
    )
