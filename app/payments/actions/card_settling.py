"""What a provider says of a payment by card, taken in: received once, refused or run out."""

from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.rules import Journal
from app.adapters.card_payments import Ending, Told
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.invoices import queries as invoices
from app.payments import queries
from app.payments.actions.recording import record_in
from app.payments.queries.cards import checkout_by_key
from app.payments.rules import Method
from app.payments.rules.cards import CLIENT, CardState, Checkout, fee_lines, parts_on
from app.payments.tables import CardCheckout, CardEvent

_WAITING = (CardState.ASKED, CardState.OPEN)


async def settle(told: Told, at: datetime) -> Checkout | None:
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
                CardCheckout.payment: told.payment,
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
    was = (await CardCheckout.select(CardCheckout.state).where(CardCheckout.id == there.id))[0]
    ended = (
        await CardCheckout.update({CardCheckout.state: told.ending.value})
        .where(CardCheckout.id == there.id, CardCheckout.state != CardState.PAID.value)
        .returning(CardCheckout.id)
    )
    if ended and told.ending is Ending.REFUSED:
        await _record(tx, there, "card.refused", at, CLIENT)
    elif ended and was["state"] in _WAITING:
        await _record(tx, there, "card.unfinished", at, "echeance")


async def run_out(there: Checkout, at: datetime) -> bool:
    """End a payment whose page is closed and was not paid on; whether it was waiting until now. One
    that was told of meanwhile stays as it was told."""
    async with transaction() as tx:
        ended = await _expire(there, there.state)
        act = "card.unbegun" if there.state is CardState.ASKED else "card.unfinished"
        if ended:
            await _record(tx, there, act, at, "echeance")
    return ended


async def give_up(there: Checkout, at: datetime) -> None:
    """End a payment of which its provider has said nothing: nobody waits for it any more. One that
    was told of meanwhile stays as it was told."""
    async with transaction() as tx:
        if await _expire(there, there.state):
            await _record(tx, there, "card.unanswered", at, "echeance")


async def _expire(there: Checkout, state: CardState) -> bool:
    """False when it is not, or no more, in that state."""
    if state not in _WAITING:
        return False
    return bool(
        await CardCheckout.update({CardCheckout.state: CardState.EXPIRED.value})
        .where(CardCheckout.id == there.id, CardCheckout.state == state.value)
        .returning(CardCheckout.id)
    )


async def _record(tx: Tx, there: Checkout, act: str, at: datetime, by: str) -> None:
    view = await invoices.invoice(there.invoice_id)
    await auth.record(
        tx,
        act=act,
        subject_kind="invoice",
        subject_id=there.invoice_id,
        client_id=view.client_id,
        detail={"amount": there.amount},
        at=at,
        by=by,
    )
