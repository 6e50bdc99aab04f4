"""Cheques put on a slip for the bank, once, and a slip that was never taken there."""

from collections.abc import Sequence
from datetime import date, datetime

from app.adapters.database import Tx, is_postgres, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.core.errors import refuse
from app.payments import queries, rules
from app.payments.tables import ChequeDeposit, ChequeDepositItem


async def make_deposit(
    receipt_ids: Sequence[int], *, key: str, on: date, at: datetime, by: str
) -> int:
    """Put cheques on a slip of its own number; gives back its id, the one that is there when the
    form comes twice. Refused: none, one that stands on a slip already or was undone, a day that
    cannot be. Nothing is booked: the cheques stay on 5112 until the bank has them."""
    async with transaction() as tx:
        await _alone(tx)
        known = await ChequeDeposit.select(ChequeDeposit.id).where(ChequeDeposit.key == key).first()
        if known:
            return int(known["id"])
        wanted = list(dict.fromkeys(receipt_ids))
        cheques = await queries.cheques_named(wanted)
        if len(cheques) < len(wanted):
            raise refuse(
                "payments.not_waiting",
                "One of these cheques does not wait any more: look at the list again.",
                "cheque",
            )
        rules.judge_deposit(cheques, on, at.astimezone(ZONE).date())
        last = await ChequeDeposit.raw("SELECT MAX(number) AS number FROM cheque_deposit")
        row = ChequeDeposit(
            number=(last[0]["number"] or 0) + 1,
            deposited_on=on,
            pieces=len(cheques),
            total=sum(each.amount for each in cheques),
            key=key,
            recorded_at=at,
            recorded_by=by,
        )
        made = int((await ChequeDeposit.insert(row).returning(ChequeDeposit.id))[0]["id"])
        await ChequeDepositItem.insert(
            *(ChequeDepositItem(deposit=made, receipt=c.receipt_id, is_live=True) for c in cheques)
        )
        await _note(tx, "deposit.made", made, row.total, at, by)
        return made


async def _alone(tx: Tx) -> None:
    """Numbers follow each other, and a cheque stands on one slip: one slip is made at a time."""
    if is_postgres:
        await ChequeDeposit.raw("LOCK TABLE cheque_deposit IN SHARE ROW EXCLUSIVE MODE")


async def cancel_deposit(
    deposit_id: int, *, at_the_bank: bool, on: date, at: datetime, by: str
) -> None:
    """A slip was not taken to the bank: its cheques wait again, its number stays used. Refused:
    cancelled already, or a line of the bank stands for its cheques (`at_the_bank`)."""
    async with transaction() as tx:
        there = await queries.deposit(deposit_id)
        if at_the_bank:
            raise refuse("payments.deposited", "The bank has these cheques: undo its line first.")
        done = (
            await ChequeDeposit.update({ChequeDeposit.cancelled_on: on})
            .where(ChequeDeposit.id == deposit_id, ChequeDeposit.cancelled_on.is_null())
            .returning(ChequeDeposit.id)
        )
        if not done:
            raise refuse("payments.deposit_cancelled", "This slip has been cancelled already.")
        await ChequeDepositItem.update({ChequeDepositItem.is_live: False}).where(
            ChequeDepositItem.deposit == deposit_id
        )
        await _note(tx, "deposit.cancelled", deposit_id, there.total, at, by)


async def _note(tx: Tx, act: str, deposit_id: int, total: int, at: datetime, by: str) -> None:
    number = (await queries.deposit(deposit_id)).number
    await auth.record(
        tx,
        act=act,
        subject_kind="cheque_deposit",
        subject_id=deposit_id,
        detail={"number": number, "total": total},
        at=at,
        by=by,
    )
