"""Debits that came back: the debt is open again, the mandate ends where its account does."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounting.actions import post
from app.accounting.rules import BANK, BANK_FEES, Journal, credit, debit
from app.adapters import sepa_returns
from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.clock import ZONE
from app.core.errors import refuse
from app.debits import queries, rules
from app.debits.actions.announcing import tell
from app.debits.queries import Handed
from app.debits.tables import Debit, DebitReturn
from app.mandates.actions import end_in
from app.mandates.rules import Ending
from app.payments import actions as payments
from app.payments import queries as receipts

HAND, FILE, STATEMENT = "hand", "file", "statement"


@dataclass(frozen=True)
class Said:
    """Why a debit came back, on which day, what the bank took (cents), and who says so. The fee is
    noted; it goes into the books (`books_fee`) where no line of a statement will bring it."""

    code: str
    on: date
    fee: int = 0
    source: str = HAND
    books_fee: bool = False


@dataclass
class Read:
    """What a file of the bank brought."""

    returned: int = 0
    unchanged: int = 0
    unknown: int = 0


async def note_return(debit_id: int, said: Said, *, today: date, at: datetime, by: str) -> None:
    """A debit came back. Refused: it is in no file, it came back already, a day to come or before
    the file's."""
    if said.on > today:
        raise refuse("debits.future", "This day is still to come.", "returned_on")
    async with transaction() as tx:
        await return_in(tx, debit_id, said, at=at, by=by)


async def return_in(tx: Tx, debit_id: int, said: Said, *, at: datetime, by: str) -> int | None:
    """Step: the same; gives back the receipt that undoes its money, None when there was none."""
    there = await queries.handed_debit(debit_id)
    if there is None:
        raise refuse("debits.in_no_file", "This debit is in no file: it cannot have come back.")
    reversal = await _undo(tx, there, said.on, at, by) if there.state == "collected" else None
    return await keep_return(tx, there, said, reversal, at=at, by=by)


async def keep_return(
    tx: Tx, there: Handed, said: Said, reversal: int | None, *, at: datetime, by: str
) -> int | None:
    """Step: note a return whose money, if any, `reversal` has undone."""
    row = DebitReturn(
        debit=there.id,
        code=said.code[:10],
        returned_on=said.on,
        fee=said.fee,
        reversal_id=reversal,
        source=said.source,
        recorded_at=at,
        recorded_by=by,
    )
    made = await DebitReturn.insert(row).on_conflict(action="DO NOTHING").returning(DebitReturn.id)
    if not made:
        raise refuse(
            "debits.returned",
            "This debit came back already, on %(day)s.",
            day=there.returned_on or said.on,
        )
    await Debit.update({Debit.state: "returned"}).where(Debit.id == there.id)
    if said.books_fee and said.fee:
        await _book_fee(tx, there, said, at, by)
    ends = rules.ENDS.get(said.code)
    if ends:
        await end_in(tx, there.mandate_id, Ending(ends), on=said.on, at=at, by=by)
    await record(
        tx,
        act="debit.returned",
        subject_kind="invoice",
        subject_id=there.invoice_id,
        client_id=there.client_id,
        at=at,
        by=by,
        detail={"amount": there.amount, "code": said.code},
    )
    return reversal


async def _book_fee(tx: Tx, there: Handed, said: Said, at: datetime, by: str) -> None:
    """What the bank took for it, at a cost (627): no VAT is known of it."""
    await post(
        tx,
        journal=Journal.BANK,
        day=said.on,
        piece=there.end_to_end_id,
        label=f"Frais de rejet {there.number} {there.client}",
        subject=f"debit_fee:{there.id}",
        lines=[*debit(BANK_FEES, said.fee), *credit(BANK, said.fee)],
        at=at,
        by=by,
    )


async def _undo(tx: Tx, there: Handed, on: date, at: datetime, by: str) -> int:
    assert there.receipt_id is not None
    first = await receipts.receipt(there.receipt_id)
    live = await receipts.live_allocations(there.receipt_id)
    day = max([on, first.received_on, *(each.counts_on for each in live)])
    return await payments.undo_in(tx, there.receipt_id, on=day, at=at, by=by)


async def read_returns(data: bytes, *, today: date, at: datetime, by: str) -> Read:
    """Note what a file of the bank gives back, each debit once however often it is read."""
    read = Read()
    for each in sepa_returns.read(data):
        ids = await queries.ids_of(each.end_to_end_id, each.message_id)
        read.unknown += not ids
        for debit_id in ids:
            day = min(each.returned_on or today, today)
            said = Said(each.code, day, 0, FILE)
            done = await _note_once(debit_id, said, at, by)
            read.returned, read.unchanged = read.returned + done, read.unchanged + (not done)
    return read


async def _note_once(debit_id: int, said: Said, at: datetime, by: str) -> bool:
    async with transaction() as tx:
        there = await queries.handed_debit(debit_id)
        if there is None or there.state == "returned":
            return False
        await return_in(tx, debit_id, said, at=at, by=by)
        return True


async def try_again(debit_id: int, *, at: datetime, by: str) -> None:
    """Announce a debit once more that came back for want of money, or whose client has signed
    another mandate since. What came back has not used its mandate up: the only or the last debit
    under one is presented as that again. Refused: another reason, the second time, or a document
    that is paid or cannot be announced."""
    async with transaction() as tx:
        there = await queries.handed_debit(debit_id)
        if there is None or not await _may_try_again(there, at.astimezone(ZONE).date()):
            raise refuse(
                "debits.not_again",
                "This debit cannot be tried again: the bank said %(told)s.",
                told=(there.code if there else None) or "–",
            )
        found = await queries.candidate_of(there.instalment)
        served = await queries.served(there.mandate_id)
        told = await tell(tx, found, at.astimezone(ZONE), by, served) if found else None
        if told is None:
            raise refuse(
                "debits.cannot_tell",
                "This invoice cannot be announced now: look at its mandate and its address.",
            )


async def _may_try_again(there: Handed, on: date) -> bool:
    renewed = await queries.is_renewed(there, on)
    return bool(there.code) and rules.may_try_again(there.code or "", there.attempt, renewed)
