"""Payments by card on the client's page: asked for, told of, each received once.

The provider is spoken to between two transactions, never inside one.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.rules import Journal
from app.adapters.card_payments import CardError, CardPayments, Ending, Forged, Order, Told
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.core.errors import Refused, refuse
from app.invoices import queries as invoices
from app.payments import queries
from app.payments.actions.recording import record_in
from app.payments.queries.cards import checkout_by_key, last_checkout
from app.payments.rules import Method
from app.payments.rules.cards import LASTS, CardState, Checkout, fee_lines, parts_on
from app.payments.tables import CardCheckout, CardEvent

CLIENT = "client"
log = logging.getLogger("echeance.cards")


@dataclass(frozen=True)
class Wish:
    """What a client wants to pay by card; `back` gives the address to come back to, by our key and
    whether it was paid."""

    invoice_id: int
    label: str
    language: str
    back: Callable[[str, bool], str]


async def begin(provider: CardPayments, wish: Wish, *, at: datetime) -> str:
    """The address where the client pays what is open; asked again soon, the same one.

    Refused: nothing is open any more, or the provider does not answer (payments.card_away).
    """
    amount = (await invoices.invoice(wish.invoice_id)).open
    if amount <= 0:
        raise refuse("payments.card_nothing", "Nothing is left to pay on this invoice.")
    last = await last_checkout(wish.invoice_id)
    if last is not None and last.serves(provider.name, amount, at):
        return last.address
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
    if told is None or await checkout_by_key(told.key) is None:
        return None
    if told.ending is Ending.PAID and told.fee is None:
        told = replace(told, fee=await _fee_of(provider, told.session, at))
    return await _settle(told, at)


async def look(provider: CardPayments, key: str, *, at: datetime) -> Checkout | None:
    """Ask the provider what became of a payment whose call has not come, and take that in."""
    there = await checkout_by_key(key)
    if there is None or there.state is not CardState.OPEN or there.session is None:
        return there
    try:
        told = await provider.look(there.session, at)
    except CardError as fault:
        log.warning("a payment by card could not be looked at: %s", fault)
        return there
    return there if told is None else await _settle(told, at)


async def _fee_of(provider: CardPayments, session: str, at: datetime) -> int | None:
    """What the provider keeps; not known when it does not answer: the payment counts without."""
    try:
        found = await provider.look(session, at)
    except CardError:
        return None
    return found.fee if found else None


async def _settle(told: Told, at: datetime) -> Checkout | None:
    """One saying, taken in once. What was paid stays paid, whatever is told later or out of
    order; what is refused or has run out may still be told as paid."""
    async with transaction() as tx:
        there = await checkout_by_key(told.key)
        assert there is not None
        fresh = (
            await CardEvent.insert(
                CardEvent(
                    event=told.event[:160],
                    checkout=there.id,
                    ending=told.ending.value,
                    told_at=told.at,
                    recorded_at=at,
                )
            )
            .on_conflict(action="DO NOTHING")
            .returning(CardEvent.id)
        )
        if fresh and told.ending is Ending.PAID:
            await _received(tx, there, told, at)
        elif fresh:
            await _ended(tx, there, told, at)
    return await checkout_by_key(told.key)


async def _received(tx: Tx, there: Checkout, told: Told, at: datetime) -> None:
    """The money as a receipt, on what is still open of its invoice; the fee on 627."""
    won = (
        await CardCheckout.update(
            {
                CardCheckout.state: CardState.PAID.value,
                CardCheckout.session: told.session,
                CardCheckout.taken: told.amount,
                CardCheckout.fee: told.fee,
            }
        )
        .where(CardCheckout.id == there.id, CardCheckout.state != CardState.PAID.value)
        .returning(CardCheckout.id)
    )
    if not won:
        return
    view = await invoices.invoice(there.invoice_id)
    owed = await queries.owed(view.client_id)
    day = min(told.at, at).astimezone(ZONE).date()
    receipt_id = await record_in(
        tx,
        client_id=view.client_id,
        method=Method.CARD,
        amount=told.amount,
        received_on=day,
        key=f"card:{there.key}",
        allocations=parts_on(told.amount, owed, [each.id for each in view.instalments]),
        reference=told.session[:140],
        at=at,
        by=CLIENT,
    )
    await CardCheckout.update({CardCheckout.receipt_id: receipt_id}).where(
        CardCheckout.id == there.id
    )
    if told.fee:
        await _keep_fee(tx, there.id, receipt_id, told.fee, day, at)


async def _keep_fee(
    tx: Tx, checkout_id: int, receipt_id: int, fee: int, day: date, at: datetime
) -> None:
    await accounting.post(
        tx,
        journal=Journal.BANK,
        day=day,
        piece=f"R{receipt_id}",
        label="Frais de carte",
        subject=f"card_fee:{checkout_id}",
        lines=fee_lines(fee),
        at=at,
        by=CLIENT,
    )


async def _ended(tx: Tx, there: Checkout, told: Told, at: datetime) -> None:
    """Refused or run out: noted, where it was not paid."""
    ended = (
        await CardCheckout.update({CardCheckout.state: told.ending.value})
        .where(CardCheckout.id == there.id, CardCheckout.state != CardState.PAID.value)
        .returning(CardCheckout.id)
    )
    if ended and told.ending is Ending.REFUSED:
        view = await invoices.invoice(there.invoice_id)
        await auth.record(
            tx,
            act="card.refused",
            subject_kind="invoice",
            subject_id=there.invoice_id,
            client_id=view.client_id,
            detail={"amount": there.amount},
            at=at,
            by=CLIENT,
        )


def _away() -> Refused:
    return refuse(
        "payments.card_away",
        "The card service does not answer. Try again in a moment, or pay by transfer.",
    )
