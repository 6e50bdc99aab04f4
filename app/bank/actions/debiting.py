"""Lines of the bank that are the money of direct debits, or give it back."""

from datetime import datetime

from app.adapters.database import Tx
from app.bank.rules import StatementLine
from app.bank.rules.deals import Returned, Share
from app.debits import actions as debits
from app.debits import queries
from app.debits.actions.returning import STATEMENT, Said
from app.debits.tables import DebitReturn
from app.payments.queries import ReceiptView


def suffix(deal: Share) -> str:
    """Each debit has its own receipt, so that it may come back alone."""
    return "" if deal.debit is None else f":{deal.debit}"


async def collected(
    tx: Tx, line: StatementLine, deal: Share, receipt_id: int, *, at: datetime, by: str
) -> None:
    """Step: the receipt is the money of the debit that the deal names, or else the line by its
    end-to-end id; of any other it is not."""
    debit_id = deal.debit
    if debit_id is None and line.end_to_end_id:
        found = await queries.debit_by_id(line.end_to_end_id)
        fits = found is not None and found.state == "handed" and found.amount == deal.cents
        is_its_own = fits and found is not None and found.client_id == deal.client_id
        debit_id = found.id if found is not None and is_its_own else None
    if debit_id is not None:
        await debits.note_collected(tx, debit_id, receipt_id, at=at, by=by)


async def undone_before(there: ReceiptView) -> int | None:
    """The receipt that undid a payment already, when its debit was known to have come back before
    this line said so; None for any other."""
    found = await queries.debit_by_receipt(there.id) if there.undone_by is not None else None
    return there.undone_by if found is not None and found.state == "returned" else None


async def returned(
    tx: Tx, line: StatementLine, deal: Returned, reversal: int, *, at: datetime, by: str
) -> None:
    """Step: the line gave the money of a debit back: the return is noted with its reason."""
    found = await queries.debit_by_receipt(deal.receipt_id)
    if found is None or found.state != "collected":
        return
    code = line.return_reason if line.return_reason not in ("", "RVSL") else "MS03"
    said = Said(code, line.booked_on, deal.fee, STATEMENT)
    await debits.keep_return(tx, found, said, reversal, at=at, by=by)


async def is_noted_apart(reversal_id: int) -> bool:
    """Whether a return was known without its line: it stands when the line is undone."""
    return await DebitReturn.exists().where(
        DebitReturn.reversal_id == reversal_id, DebitReturn.source != STATEMENT
    )
