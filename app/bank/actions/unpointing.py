"""Undoing what was said of a line: every part of it, from a day on, with a trace."""

from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.bank import queries
from app.bank.actions import debiting
from app.bank.actions.dealing import Act, Done, post
from app.bank.actions.pointing import hold
from app.bank.queries import MatchView, PartView
from app.bank.rules.deals import PartKind
from app.bank.tables import BankPointing, BankUnmatch
from app.core.errors import refuse
from app.invoices import actions as invoices
from app.invoices.tables import Allocation
from app.payments import actions as payments
from app.payments import queries as receipts
from app.payments.queries import ReceiptView

BY_HAND, BY_PAYMENT = "hand", "payment"


async def unpoint(match_id: int, *, on: date, at: datetime, by: str) -> int:
    """Undo a match from `on`: its receipts, credit notes and entries are reversed, what it had
    given back is received again; gives back the line. Refused: it is undone already, or another
    line gives back what it brought."""
    async with transaction() as tx:
        return await _unpoint(tx, match_id, BY_HAND, on, at, by)


async def reopen(*, at: datetime, by: str) -> int:
    """Lines whose payment somebody has undone since wait again; gives back how many."""
    found = await queries.undone_elsewhere()
    for match_id, on in found:
        async with transaction() as tx:
            if await queries.is_live(match_id):
                await _unpoint(tx, match_id, BY_PAYMENT, on, at, by)
    return len(found)


async def _unpoint(tx: Tx, match_id: int, reason: str, on: date, at: datetime, by: str) -> int:
    there = await queries.match(match_id)
    await hold(tx, there.line)
    made = (
        await BankUnmatch.insert(
            BankUnmatch(match=match_id, undone_on=on, reason=reason, recorded_at=at, recorded_by=by)
        )
        .on_conflict(action="DO NOTHING")
        .returning(BankUnmatch.id)
    )
    if not made:
        raise refuse("bank.undone", "This has been undone already.")
    line = await queries.line(there.line)
    act = Act(tx, line, line.booked_on, match_id, at, by)
    for part in reversed(there.parts):
        await _part(act, part, max(on, act.line.booked_on))
    await BankPointing.update(
        {BankPointing.open: BankPointing.open + there.cents, BankPointing.mark: ""}
    ).where(BankPointing.line == there.line)
    await _note(act, there, reason)
    return there.line


async def _part(act: Act, part: PartView, on: date) -> None:
    if part.kind in (PartKind.RECEIPT, PartKind.REFUND) and part.receipt_id is not None:
        await _undo(act, part.receipt_id, on)
    elif part.kind is PartKind.RECORDED and part.receipt_id is not None:
        await _refuse_returned(await receipts.receipt(part.receipt_id))
    elif part.kind is PartKind.RETURN and part.receipt_id is not None:
        if not await debiting.is_noted_apart(part.receipt_id):
            await _receive_again(act, await receipts.receipt(part.receipt_id), part.position)
    elif part.kind is PartKind.CREDIT and part.allocation_id is not None:
        await _take_off(act, part.allocation_id, on)
    if part.account:
        done = Done(part.kind, part.amount, part.client_id, account=part.account, note=part.note)
        await post(act, done, part.position, undone_on=on)


async def _undo(act: Act, receipt_id: int, on: date) -> None:
    """A receipt that somebody has undone already is left as it is; one that another line gives
    back is refused."""
    there = await receipts.receipt(receipt_id)
    if there.undone_by is None:
        await payments.undo_in(act.tx, receipt_id, on=on, at=act.at, by=act.by)
    else:
        await _refuse_returned(there)


async def _refuse_returned(there: ReceiptView) -> None:
    if there.undone_by and await queries.returning_line(there.undone_by) is not None:
        raise refuse(
            "bank.returned",
            "Another line of the bank gives this payment back: undo that one first.",
        )


async def _take_off(act: Act, allocation_id: int, on: date) -> None:
    if not await Allocation.exists().where(Allocation.reverses == allocation_id):
        await invoices.reverse_allocation(act.tx, allocation_id, on=on, at=act.at, by=act.by)


async def _receive_again(act: Act, reversal: ReceiptView, position: int) -> None:
    """The payment that a line seemed to give back is there after all, on what it was on, as far as
    that is open still."""
    first = await receipts.receipt(reversal.reverses or 0)
    owed = {each.instalment_id: each.open for each in await receipts.owed(first.client_id)}
    puts = [
        (each.instalment_id, min(each.amount, owed[each.instalment_id]))
        for each in await receipts.allocations(first.id)
        if each.reversed_on == reversal.received_on and owed.get(each.instalment_id)
    ]
    await payments.record_in(
        act.tx,
        client_id=first.client_id,
        method=first.method,
        amount=first.amount,
        received_on=reversal.received_on,
        key=f"bank:{act.match_id}:again:{position}",
        allocations=puts,
        reference=first.reference,
        at=act.at,
        by=act.by,
    )


async def _note(act: Act, there: MatchView, reason: str) -> None:
    clients = {part.client_id for part in there.parts}
    for client_id in [each for each in clients if each is not None or len(clients) == 1]:
        await record(
            act.tx,
            act="bank.unmatched" if reason == BY_HAND else "bank.reopened",
            subject_kind="bank_line",
            subject_id=there.line,
            client_id=client_id,
            detail={"amount": there.cents},
            at=act.at,
            by=act.by,
        )
