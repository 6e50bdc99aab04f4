"""Writing off what is left of an invoice, and keeping what was too much; both undone by a dated
reversal."""

from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.rules import Journal
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clients import queries as clients
from app.clock import ZONE
from app.core.errors import Refused, refuse
from app.core.money import Euros
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.payments import queries, rules
from app.payments.actions.refunding import refund_in
from app.payments.queries import WriteOffView
from app.payments.rules import Asked, Method
from app.payments.tables import WriteOff


async def write_off(invoice_id: int, asked: Asked, *, key: str, at: datetime, by: str) -> int:
    """Write off all that is left of an invoice; gives back the write-off's id, the one that is
    there when the form comes twice. Small differences and losses: see `rules.judge_write_off`.

    Refused: nothing left, a deposit, a right or a reason that is missing, a day that cannot be.
    """
    async with transaction() as tx:
        return await write_off_in(tx, invoice_id, asked, key=key, at=at, by=by)


async def write_off_in(
    tx: Tx, invoice_id: int, asked: Asked, *, key: str, at: datetime, by: str
) -> int:
    """Step: the same."""
    known = await queries.write_off_by_key(key)
    if known is not None:
        return known.id
    try:
        rest = await invoices.hold_rest(tx, invoice_id)
    except Refused:
        # The same form, sent twice at once: the other has done it while we waited.
        known = await queries.write_off_by_key(key)
        if known is None:
            raise
        return known.id
    limits = await queries.limits()
    rules.judge_write_off(rest.open, rest.first_day, asked, limits, at.astimezone(ZONE).date())
    before = await queries.write_offs_of(invoice_id)
    live = [each for each in before if each.undone_on is None]
    kind = rules.kind_of(rest.open, limits, asked.doubtful)
    charged = rest.charged - sum(each.recovered for each in live)
    row = WriteOff(
        client=rest.client_id,
        invoice=invoice_id,
        kind=kind.value,
        amount=rest.open,
        vat=rest.waiting - sum(each.vat for each in live),
        recovered=max(charged, 0) if asked.recovers else 0,
        reason=asked.reason.value,
        note=asked.note,
        counts_on=asked.on,
        key=key,
        recorded_at=at,
        recorded_by=by,
    )
    made = int((await WriteOff.insert(row).returning(WriteOff.id))[0]["id"])
    await invoices.settle_rest(tx, rest, kind, made, on=asked.on, at=at, by=by)
    await _book(tx, await queries.write_off(made), asked.on, at, by, doubtful=asked.doubtful)
    return made


async def undo_write_off(
    write_off_id: int, *, on: date, is_owner: bool, at: datetime, by: str
) -> int:
    """Undo a write-off from a day: the invoice is owed again, the mirrored entry is booked; gives
    back the reversal's id. Refused: undone already, no right to the amount, a day before it."""
    async with transaction() as tx:
        there = await queries.write_off(write_off_id)
        rules.check_right(there.amount, await queries.limits(), is_owner)
        if on < there.counts_on:
            raise refuse(
                "payments.before",
                "This counts from %(day)s: it cannot be undone from an earlier day.",
                day=there.counts_on,
            )
        row = WriteOff(
            client=there.client_id,
            invoice=there.invoice_id,
            kind=there.kind.value,
            amount=-there.amount,
            vat=-there.vat,
            recovered=-there.recovered,
            reason=there.reason.value,
            note="",
            counts_on=on,
            key=f"undo:{write_off_id}",
            reverses=write_off_id,
            recorded_at=at,
            recorded_by=by,
        )
        made = await WriteOff.insert(row).on_conflict(action="DO NOTHING").returning(WriteOff.id)
        if not made:
            raise refuse("payments.write_off_undone", "This has been undone already.")
        for each in await documents.allocations_of(there.kind, write_off_id):
            await invoices.reverse_allocation(tx, each.id, on=on, at=at, by=by)
        await _book(tx, there, on, at, by, undone=True)
        return int(made[0]["id"])


async def _book(
    tx: Tx,
    of: WriteOffView,
    on: date,
    at: datetime,
    by: str,
    *,
    undone: bool = False,
    doubtful: int = 0,
) -> None:
    """Its entry and its trace; undone, all of it goes back to 411."""
    sign, subject = (-1, "write_off_undone") if undone else (1, "write_off")
    what = "Perte" if of.kind == "loss" else "Écart de règlement"
    name = (await clients.client(of.client_id)).name
    await accounting.post(
        tx,
        journal=Journal.MISC,
        day=on,
        piece=of.number,
        label=f"{f'Annulation {what.lower()}' if undone else what} {of.number} {name}",
        subject=f"{subject}:{of.id}",
        lines=rules.write_off_lines(of, sign, doubtful),
        at=at,
        by=by,
    )
    await auth.record(
        tx,
        act="invoice.write_off_undone" if undone else "invoice.written_off",
        subject_kind="invoice",
        subject_id=of.invoice_id,
        client_id=of.client_id,
        detail={"amount": of.amount, "reason": [rules.REASON_LABELS[of.reason]]},
        at=at,
        by=by,
    )


async def keep_difference(receipt_id: int, *, key: str, on: date, at: datetime, by: str) -> int:
    """Keep what is left of a receipt and too little to be paid back (758); gives back the id of
    the receipt below zero that says so, undone like a refund. Refused: nothing left, more than a
    small difference."""
    async with transaction() as tx:
        there = await queries.receipt(receipt_id)
        most = (await queries.limits()).difference
        if there.open > most:
            raise refuse(
                "payments.too_much_to_keep",
                "%(amount)s is more than a small difference (%(limit)s): it is the client’s.",
                amount=Euros(there.open),
                limit=Euros(most),
            )
        if there.open <= 0:
            raise refuse("payments.nothing_left", "Nothing of this money is left to be used.")
        return await refund_in(
            tx,
            amount=there.open,
            on=on,
            key=key,
            receipt_id=receipt_id,
            method=Method.DIFFERENCE,
            at=at,
            by=by,
        )
