"""What each kind of deal writes: receipts, credit notes, undoings, refunds, entries.

A part that has an account has one entry, of its cents, whose subject is its match and place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.rules import BANK, Journal, Posting
from app.adapters.database import Tx
from app.bank.actions import debiting
from app.bank.rules import StatementLine
from app.bank.rules.deals import (
    FEES,
    AlreadyRecorded,
    Deal,
    Deposited,
    Foreign,
    PaidBack,
    PartKind,
    Reason,
    Returned,
    Share,
    bank_lines,
    check_foreign,
    split_credit,
)
from app.bank.tables import BankPart
from app.core.errors import refuse
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.payments import actions as payments
from app.payments import queries as receipts
from app.payments.actions import Incoming
from app.payments.rules import Method, ReceiptValues, account_of


@dataclass(frozen=True)
class Act:
    """One act on a line: its transaction, its match, when and by whom. `day` is that of its
    entries: the bank's own, or the first open one when the bank's is in a closed month."""

    tx: Tx
    line: StatementLine
    day: date
    match_id: int
    at: datetime
    by: str

    @property
    def reference(self) -> str:
        """What stands beside the receipt."""
        return (self.line.label or self.line.payer_name)[:140]


@dataclass(frozen=True)
class Done:
    """A part as it was done, before it has its place."""

    kind: PartKind
    amount: int
    client_id: int | None = None
    receipt_id: int | None = None
    allocation_id: int | None = None
    account: str = ""
    reason: str = ""
    note: str = ""


async def deal_with(act: Act, deal: Deal) -> list[Done]:
    """Step (the transaction is the act's): do it, and give back the parts that it made."""
    match deal:
        case Share():
            return await _share(act, deal)
        case AlreadyRecorded():
            return [await _recorded(act, deal.receipt_id)]
        case Deposited():
            return await _deposited(act, deal.slip_id)
        case Returned():
            return await _returned(act, deal)
        case PaidBack():
            return [await _paid_back(act, deal)]
        case Foreign():
            return [_foreign(deal)]


async def _share(act: Act, deal: Share) -> list[Done]:
    onto, puts = split_credit(deal.puts)
    done = [await _credit(act, deal.client_id, *each) for each in onto]
    money = [incoming(act, deal, puts)]
    [receipt_id] = await payments.record_many_in(act.tx, money, at=act.at, by=act.by)
    await debiting.collected(act.tx, act.line, deal, receipt_id, at=act.at, by=act.by)
    done += received(deal, receipt_id)
    for invoice_id in deal.discounted:
        today = act.at.date()
        await invoices.grant_discount_in(act.tx, invoice_id, on=today, at=act.at, by=act.by)
    return done


def incoming(act: Act, deal: Share, puts: Sequence[tuple[int, int]]) -> Incoming:
    """The money of a share, to be put on instalments."""
    values = ReceiptValues(
        client_id=deal.client_id,
        method=_method(act.line, deal.debit is not None),
        amount=deal.cents + deal.fee,
        received_on=act.day,
        key=f"bank:{act.match_id}:{deal.client_id}{debiting.suffix(deal)}",
        allocations=puts,
        reference=act.reference,
    )
    return Incoming(values, paid_on=act.line.booked_on)


def received(deal: Share, receipt_id: int) -> list[Done]:
    """The parts of a share once its money is recorded."""
    whole = deal.cents + deal.fee
    return [Done(PartKind.RECEIPT, whole, deal.client_id, receipt_id), *_fee(deal.fee)]


def _method(line: StatementLine, is_debit: bool) -> Method:
    """Direct debits by their code of ISO 20022 or their mandate; else a transfer."""
    debited = is_debit or line.mandate_id or "/RDDT/" in line.transaction_code
    return Method.DEBIT if debited else Method.TRANSFER


async def _credit(act: Act, client_id: int, note: int, instalment: int, cents: int) -> Done:
    found = (await documents.open_of([note])).get(note)
    if found is None or found.client_id != client_id:
        raise refuse("payments.no_credit", "Nothing of this credit note is left to be used.")
    allocation_id = await invoices.put_credit(
        act.tx,
        credit_note_id=found.invoice_id,
        instalment_id=instalment,
        amount=cents,
        on=act.day,
        at=act.at,
        by=act.by,
    )
    return Done(PartKind.CREDIT, 0, client_id, allocation_id=allocation_id)


async def _recorded(act: Act, receipt_id: int) -> Done:
    """The line stands for a receipt; what waited for it (cheques, cards) comes to the bank."""
    await payments.hold(act.tx, receipt_id)
    there = await receipts.receipt(receipt_id)
    if there.reverses is not None or there.undone_by is not None or there.amount < 0:
        raise refuse("bank.receipt_undone", "This payment has been undone: choose another.")
    if await BankPart.raw(
        "SELECT 1 AS there FROM bank_part p WHERE p.receipt_id = {} AND NOT EXISTS"
        " (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)",
        receipt_id,
    ):
        raise refuse("bank.receipt_taken", "Another line stands for this payment already.")
    account = account_of(there.method)
    account = "" if account == BANK else account
    return Done(PartKind.RECORDED, there.amount, there.client_id, receipt_id, account=account)


async def _deposited(act: Act, slip_id: int) -> list[Done]:
    """Each cheque of the slip comes to the bank by itself, so that it may come back alone."""
    slip = await receipts.deposit(slip_id)
    if slip.cancelled_on is not None:
        raise refuse("bank.slip_cancelled", "This deposit slip was cancelled: choose another.")
    return [await _recorded(act, each.receipt_id) for each in await receipts.deposited([slip_id])]


async def _returned(act: Act, deal: Returned) -> list[Done]:
    """The payment is undone on the account on which it was received; where that is not the bank (a
    cheque, a card), what had come from there to the bank goes back, so that 512 has the loss."""
    there = await receipts.receipt(deal.receipt_id)
    live = await receipts.live_allocations(deal.receipt_id)
    on = max([act.day, there.received_on, *(each.counts_on for each in live)])
    undone = await debiting.undone_before(there)
    if undone is None:
        undone = await payments.undo_in(act.tx, deal.receipt_id, on=on, at=act.at, by=act.by)
        await debiting.returned(act.tx, act.line, deal, undone, at=act.at, by=act.by)
    account = account_of(there.method)
    account = "" if account == BANK else account
    back = Done(PartKind.RETURN, -there.amount, there.client_id, undone, account=account)
    return [back, *_fee(deal.fee)]


async def _paid_back(act: Act, deal: PaidBack) -> Done:
    receipt_id = await payments.refund_in(
        act.tx,
        amount=deal.cents,
        on=act.day,
        key=f"bank:{act.match_id}:back",
        receipt_id=deal.receipt_id,
        instalment_id=deal.instalment_id,
        reference=act.reference,
        at=act.at,
        by=act.by,
    )
    return Done(PartKind.REFUND, -deal.cents, deal.client_id, receipt_id)


def _fee(cents: int) -> list[Done]:
    """What the bank kept, above zero, is a cost."""
    if not cents:
        return []
    return [Done(PartKind.OTHER, -cents, account=FEES, reason=Reason.FEE.value)]


def _foreign(deal: Foreign) -> Done:
    check_foreign(deal)
    return Done(
        PartKind.OTHER,
        deal.cents,
        account=deal.account,
        reason=deal.reason.value,
        note=deal.note,
    )


async def post(act: Act, part: Done, position: int, *, undone_on: date | None = None) -> None:
    """Step: post the entry of a part that has an account, or its mirror when it is undone."""
    posting = posting_of(act, part, position, undone_on=undone_on)
    await accounting.post_many(act.tx, [posting], at=act.at, by=act.by)


def posting_of(act: Act, part: Done, position: int, *, undone_on: date | None = None) -> Posting:
    """The entry of a part that has an account: cents of the bank against it; its mirror when it is
    undone."""
    subject = f"bank:{act.match_id}:{position}"
    return Posting(
        journal=Journal.BANK,
        day=undone_on or act.day,
        piece=f"B{act.line.id}",
        label=f"{'Annulation b' if undone_on else 'B'}anque {part.note or act.reference}"[:200],
        subject=subject if undone_on is None else f"{subject}:undone",
        lines=tuple(bank_lines(part.account, part.amount if undone_on is None else -part.amount)),
    )
