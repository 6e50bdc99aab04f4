"""What is done with money received: recorded, put on what is owed, undone.

Lock order on PostgreSQL: receipt, its balance, balances of documents, then the chain. Of two
browsers that settle the same invoice, the second one is refused by the conditional update.
"""

from app.payments.actions.books import hold
from app.payments.actions.card_backs import end_contest
from app.payments.actions.depositing import cancel_deposit, make_deposit
from app.payments.actions.printing import deposit_pdf
from app.payments.actions.receiving import Incoming, record_many_in
from app.payments.actions.recording import record, record_in
from app.payments.actions.refunding import refund_in
from app.payments.actions.thanking import send_receipt, send_receipt_in
from app.payments.actions.undoing import undo, undo_allocation, undo_in
from app.payments.actions.using import allocate_more, use_credit
from app.payments.actions.writing_off import (
    keep_difference,
    undo_write_off,
    write_off,
    write_off_in,
)

__all__ = [
    "Incoming",
    "allocate_more",
    "cancel_deposit",
    "deposit_pdf",
    "end_contest",
    "hold",
    "keep_difference",
    "make_deposit",
    "record",
    "record_in",
    "record_many_in",
    "refund_in",
    "send_receipt",
    "send_receipt_in",
    "undo",
    "undo_allocation",
    "undo_in",
    "undo_write_off",
    "use_credit",
    "write_off",
    "write_off_in",
]
