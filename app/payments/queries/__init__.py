"""What is read about money received."""

from app.payments.queries.checks import CHECKS
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

__all__ = [
    "CHECKS",
    "AllocationView",
    "Filters",
    "Listed",
    "Listing",
    "ReceiptView",
    "Unallocated",
    "allocation",
    "allocations",
    "by_key",
    "list_receipts",
    "live_allocations",
    "of_invoice",
    "owed",
    "receipt",
    "unallocated",
]
