"""What is read about money received."""

from app.payments.queries.checks import CHECKS
from app.payments.queries.deposits import (
    DepositedCheque,
    DepositView,
    cheques_named,
    cheques_waiting,
    deposit,
    deposit_by_key,
    deposited,
    deposits,
    slip_of,
)
from app.payments.queries.lists import (
    Filters,
    Listed,
    Listing,
    Unallocated,
    list_receipts,
    of_invoice,
    unallocated,
)
from app.payments.queries.receipts import (
    AllocationView,
    ReceiptView,
    allocation,
    allocations,
    by_key,
    live_allocations,
    owed,
    receipt,
)
from app.payments.queries.write_offs import (
    WriteOffView,
    limits,
    write_off,
    write_off_by_key,
    write_offs_of,
)

__all__ = [
    "CHECKS",
    "AllocationView",
    "DepositView",
    "DepositedCheque",
    "Filters",
    "Listed",
    "Listing",
    "ReceiptView",
    "Unallocated",
    "WriteOffView",
    "allocation",
    "allocations",
    "by_key",
    "cheques_named",
    "cheques_waiting",
    "deposit",
    "deposit_by_key",
    "deposited",
    "deposits",
    "limits",
    "list_receipts",
    "live_allocations",
    "of_invoice",
    "owed",
    "receipt",
    "slip_of",
    "unallocated",
    "write_off",
    "write_off_by_key",
    "write_offs_of",
]
