"""Money of a payment by card that went back: the debt is open again, or its credit note used up."""

from datetime import date, datetime

from piccolo.columns.combination import Where

from app.accounting import actions as accounting
from app.accounting.queries import first_open_day
from app.accounting.rules import Journal
from app.adapters.card_payments import TakenBack, Why
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.core.errors import refuse
from app.invoices import actions as documents
from app.invoices import queries as invoices
from app.payments import queries
from app.payments.actions import books
from app.payments.actions.refunding import refund_in
from app.payments.actions.undoing import undo_in
from app.payments.actions.using import take
from app.payments.queries import ReceiptView
from app.payments.rules import Method
from app.payments.rules.cards import CLIENT, Checkout, cuts, fee_lines, parts_on
from app.payments.tables import CardBack, CardEvent

_TAKEN, _RETURNED = "taken", "returned"


async def take_back(told: TakenBack, there: Checkout, *, at: datetime) -> bool:
    """One saying, taken in once; whether it was news. What came back stays so, whatever is told
    later or out of order. `there` is a payment that was received."""
    async with transaction() as tx:
        if not await _is_fresh(told, there, at):
            return False
        state = _RETURNED if told.is_returned else _TAKEN
        row = CardBack(
            name=told.name,
            checkout=there.id,
            why=told.why.value,
            amount=told.amount,
            fee=told.fee,
            state=state,
            recorded_at=at,
            over_at=at if told.is_over or told.is_returned else None,
        )
        made = await CardBack.insert(row).on_conflict(action="DO NOTHING").returning(CardBack.id)
        if made and not told.is_returned:
            await _gone(tx, int(made[0]["id"]), there, told, at)
        elif not made and told.is_returned:
            await _came_back(tx, there, told, at)
        elif not made and told.is_over:
            await _over(tx, CardBack.name == told.name, at=at, by=CLIENT)
        return True


async def end_contest(back_id: int, *, at: datetime, by: str) -> int:
    """Somebody says that a contested payment is over, where the provider told nothing of it; gives
    back its invoice. Twice is once. Refused: there is none."""
    async with transaction() as tx:
        contested = CardBack.why == Why.CONTESTED.value
        if not await CardBack.exists().where(CardBack.id == back_id, contested):
            raise refuse("payments.no_contest", "There is no such contested payment.")
        await _over(tx, CardBack.id == back_id, at=at, by=by)
        return (await queries.contest_of(back_id)).invoice_id


async def _over(tx: Tx, which: Where, *, at: datetime, by: str) -> None:
    """Nothing more is waited for; told of once, and of what is still gone alone."""
    ended = (
        await CardBack.update({CardBack.over_at: at})
        .where(which, CardBack.over_at.is_null(), CardBack.state == _TAKEN)
        .returning(CardBack.id, CardBack.why, CardBack.amount)
    )
    for row in ended:
        if row["why"] == Why.CONTESTED.value:
            whose = await queries.contest_of(row["id"])
            await auth.record(
                tx,
                act="card.contest_over",
                subject_kind="invoice",
                subject_id=whose.invoice_id,
                client_id=whose.client_id,
                detail={"amount": row["amount"]},
                at=at,
                by=by,
            )


async def _is_fresh(told: TakenBack, there: Checkout, at: datetime) -> bool:
    fresh = (
        await CardEvent.insert(
            CardEvent(
                event=told.event[:160],
                checkout=there.id,
                ending=_RETURNED if told.is_returned else _TAKEN,
                told_at=told.at,
                recorded_at=at,
            )
        )
        .on_conflict(action="DO NOTHING")
        .returning(CardEvent.id)
    )
    return bool(fresh)


async def _gone(tx: Tx, back_id: int, there: Checkout, told: TakenBack, at: datetime) -> None:
    """The money is gone from 5115: out of the credit note of its invoice, or else of the payment,
    which is taken off what it had settled as far as it must."""
    assert there.receipt_id is not None
    await books.hold(tx, there.receipt_id)
    paid = await queries.receipt(there.receipt_id)
    on = min(told.at, at).astimezone(ZONE).date()
    note = await _credit_note(there, paid.client_id, told)
    amount, day = told.amount, await first_open_day(on)
    if note is None:
        amount, day = await _free(tx, paid, told.amount, on, at)
    receipt_id = None
    if amount:
        receipt_id = await refund_in(
            tx,
            amount=amount,
            on=day,
            key=f"card-back:{told.name}"[:80],
            receipt_id=None if note else paid.id,
            instalment_id=note,
            reference=told.name[:140],
            method=Method.CARD,
            at=at,
            by=CLIENT,
        )
    await CardBack.update({CardBack.receipt_id: receipt_id}).where(CardBack.id == back_id)
    if told.fee:
        await _keep_fee(tx, back_id, paid.id, told.fee, await first_open_day(on), at)
    act = "card.refunded" if told.why is Why.REFUNDED else "card.contested"
    await _note(tx, act, there, paid.client_id, told, at)


async def _credit_note(there: Checkout, client_id: int, told: TakenBack) -> int | None:
    """The instalment of a credit note of this invoice that a refund pays back, if it covers it."""
    if told.why is not Why.REFUNDED:
        return None
    for each in await invoices.open_credits(client_id):
        note = await invoices.invoice(each.invoice_id)
        if note.credits and note.credits.id == there.invoice_id and each.open <= -told.amount:
            return each.instalment_id
    return None


async def _free(tx: Tx, paid: ReceiptView, wanted: int, on: date, at: datetime) -> tuple[int, date]:
    """Make so many cents of a payment free, or all that there are, none of one that was undone;
    gives back how many, and the day from which they are."""
    if paid.undone_by is not None:
        return 0, on
    live = await queries.live_allocations(paid.id)
    amount = min(wanted, paid.open + sum(each.amount for each in live))
    day = await first_open_day(on, paid.received_on)
    parts = {each.id: each for each in live}
    for allocation_id, again in cuts(amount, paid.open, [(each.id, each.amount) for each in live]):
        part = parts[allocation_id]
        day = max(day, part.counts_on)
        await documents.reverse_allocation(tx, allocation_id, on=day, at=at, by=CLIENT)
        await books.give_back(tx, paid.id, part.amount)
        if again:
            await take(tx, paid.id, again)
            await books.put(
                tx, paid.id, [(part.instalment_id, again)], paid.received_on, at, CLIENT
            )
    return amount, day


async def _came_back(tx: Tx, there: Checkout, told: TakenBack, at: datetime) -> None:
    """The money is there again, and settles the invoice as far as it is still open."""
    won = (
        await CardBack.update({CardBack.state: _RETURNED, CardBack.over_at: at})
        .where(CardBack.name == told.name, CardBack.state == _TAKEN)
        .returning(CardBack.receipt_id)
    )
    if not won or won[0]["receipt_id"] is None:
        return
    gone = await queries.receipt(won[0]["receipt_id"])
    if gone.undone_by is not None:
        return
    on = min(told.at, at).astimezone(ZONE).date()
    day = await first_open_day(on, gone.received_on)
    await undo_in(tx, gone.id, on=day, at=at, by=CLIENT)
    if gone.refunds:
        view = await invoices.invoice(there.invoice_id)
        owed = await queries.owed(gone.client_id)
        parts = parts_on(-gone.amount, owed, [each.id for each in view.instalments])
        for _, cents in parts:
            await take(tx, gone.refunds, cents)
        await books.put(tx, gone.refunds, parts, day, at, CLIENT)
    await _note(tx, "card.returned", there, gone.client_id, told, at)


async def _keep_fee(
    tx: Tx, back_id: int, receipt_id: int, fee: int, day: date, at: datetime
) -> None:
    await accounting.post(
        tx,
        journal=Journal.BANK,
        day=day,
        piece=f"R{receipt_id}",
        label="Frais de contestation de carte",
        subject=f"card_back_fee:{back_id}",
        lines=fee_lines(fee),
        at=at,
        by=CLIENT,
    )


async def _note(
    tx: Tx, act: str, there: Checkout, client_id: int, told: TakenBack, at: datetime
) -> None:
    await auth.record(
        tx,
        act=act,
        subject_kind="invoice",
        subject_id=there.invoice_id,
        client_id=client_id,
        detail={"amount": told.amount},
        at=at,
        by=CLIENT,
    )
