"""Debits that the bank has credited: one receipt for each, so that one may come back alone."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.core.errors import refuse
from app.debits import queries
from app.debits.queries import Handed
from app.debits.tables import Debit
from app.payments import actions as payments
from app.payments.rules import Method


async def collect(batch_id: int, *, on: date, today: date, at: datetime, by: str) -> int:
    """The bank has credited, on a day, all of a file that did not come back; gives back how many.
    Refused: nothing of it waits, a day before that of the file, a day to come."""
    async with transaction() as tx:
        view = await queries.batch(batch_id)
        waiting = [each for each in (view.debits if view else ()) if each.state == "handed"]
        if view is None or not waiting:
            raise refuse("debits.all_credited", "Nothing of this file is still to be credited.")
        if on > today:
            raise refuse("debits.future", "This day is still to come.", "credited_on")
        if on < view.collect_on:
            raise refuse(
                "debits.too_early",
                "This file of debits is asked for on %(day)s: it cannot be credited before.",
                "credited_on",
                day=view.collect_on,
            )
        for each in waiting:
            await _receive(tx, each, on, at, by)
        return len(waiting)


async def _receive(tx: Tx, each: Handed, on: date, at: datetime, by: str) -> None:
    put = min(each.amount, max(each.open, 0))
    receipt_id = await payments.record_in(
        tx,
        client_id=each.client_id,
        method=Method.DEBIT,
        amount=each.amount,
        received_on=on,
        key=f"debit:{each.id}",
        allocations=[(each.instalment, put)] if put else [],
        reference=each.end_to_end_id,
        at=at,
        by=by,
    )
    await note_collected(tx, each.id, receipt_id, at=at, by=by)


async def note_collected(tx: Tx, debit_id: int, receipt_id: int, *, at: datetime, by: str) -> None:
    """Step: a receipt is the money of a debit. Refused: it is not waiting for its money."""
    done = (
        await Debit.update({Debit.state: "collected", Debit.receipt_id: receipt_id})
        .where(Debit.id == debit_id, Debit.state == "handed")
        .returning(Debit.invoice_id, Debit.client, Debit.amount)
    )
    if not done:
        raise refuse("debits.all_credited", "Nothing of this file is still to be credited.")
    await record(
        tx,
        act="debit.collected",
        subject_kind="invoice",
        subject_id=done[0]["invoice_id"],
        client_id=done[0]["client"],
        at=at,
        by=by,
        detail={"amount": done[0]["amount"]},
    )


async def wait_again() -> int:
    """Debits whose receipt somebody has undone, without a return, wait for their money again; gives
    back how many."""
    async with transaction():
        rows = await Debit.raw(
            "UPDATE debit SET state = 'handed', receipt_id = NULL WHERE state = 'collected' AND"
            " EXISTS (SELECT 1 FROM receipt u WHERE u.reverses = debit.receipt_id) AND NOT EXISTS"
            " (SELECT 1 FROM debit_return t WHERE t.debit = debit.id) RETURNING id"
        )
        return len(rows)
