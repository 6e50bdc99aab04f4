"""One receipt, what it settles, and what its client owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.errors import refuse
from app.invoices import queries as invoices
from app.invoices.tables import Allocation
from app.payments.rules import Method, Owed, ReceiptValues
from app.payments.tables import Receipt

_RECEIPT = """
SELECT r.id AS id, r.client AS client_id, c.name AS client, r.method AS method,
  r.amount AS amount, r.received_on AS received_on, r.reference AS reference, r.note AS note,
  r.key AS key, r.reverses AS reverses, u.id AS undone_by, COALESCE(b.open, 0) AS open,
  r.refunds AS refunds, CAST(COALESCE((
    SELECT -SUM(f.amount) FROM receipt f WHERE f.refunds = r.id), 0) AS BIGINT) AS refunded,
  r.recorded_at AS recorded_at, r.recorded_by AS recorded_by
FROM receipt r
JOIN client c ON c.id = r.client
LEFT JOIN receipt u ON u.reverses = r.id
LEFT JOIN receipt_balance b ON b.receipt = r.id
"""

_ALLOCATION = """
SELECT a.id AS id, a.source_kind AS source_kind, a.source_id AS source_id,
  a.instalment AS instalment_id, i.id AS invoice_id, i.number AS number, n.due_on AS due_on,
  a.amount AS amount, a.counts_on AS counts_on, a.recorded_at AS recorded_at,
  a.recorded_by AS recorded_by, x.counts_on AS reversed_on
FROM allocation a
JOIN instalment n ON n.id = a.instalment
JOIN invoice i ON i.id = n.invoice
LEFT JOIN allocation x ON x.reverses = a.id
WHERE a.reverses IS NULL
"""


@dataclass(frozen=True)
class ReceiptView:
    """Money received; `open` cents of it are not used, `refunded` cents were paid back. `reverses`,
    `undone_by` and `refunds` (which one is paid back, amount below zero) are receipts."""

    id: int
    client_id: int
    client: str
    method: Method
    amount: int
    received_on: date
    reference: str
    note: str
    key: str
    reverses: int | None
    undone_by: int | None
    open: int
    refunds: int | None
    refunded: int
    recorded_at: datetime
    recorded_by: str

    @property
    def values(self) -> ReceiptValues:
        """The facts as they were given."""
        return ReceiptValues(
            self.client_id, self.method, self.amount, self.received_on, self.key, None,
            self.reference, self.note,
        )  # fmt: skip


@dataclass(frozen=True)
class AllocationView:
    """Money put on an instalment; `reversed_on` is the day it was taken off again."""

    id: int
    source_kind: str
    source_id: int
    instalment_id: int
    invoice_id: int
    number: str
    due_on: date
    amount: int
    counts_on: date
    recorded_at: datetime
    recorded_by: str
    reversed_on: date | None


async def receipt(receipt_id: int) -> ReceiptView:
    """One receipt; refused (payments.unknown) when there is none."""
    rows = await Receipt.raw(_RECEIPT + " WHERE r.id = {}", receipt_id)
    return _one(rows)


async def by_key(key: str) -> ReceiptView:
    """The receipt that a form has made already."""
    return _one(await Receipt.raw(_RECEIPT + " WHERE r.key = {}", key))


def _one(rows: list[dict[str, Any]]) -> ReceiptView:
    if not rows:
        raise refuse("payments.unknown", "There is no such payment.")
    return ReceiptView(**(rows[0] | {"method": Method(rows[0]["method"])}))


async def allocations(receipt_id: int) -> list[AllocationView]:
    """All that a receipt was ever put on, in the order it was done."""
    rows = await Allocation.raw(
        _ALLOCATION + " AND a.source_kind = 'receipt' AND a.source_id = {} ORDER BY a.id",
        receipt_id,
    )
    return [AllocationView(**row) for row in rows]


@dataclass(frozen=True)
class SettledPart:
    """Cents of a payment on a document, and what is left to pay of that."""

    number: str
    amount: int
    left: int


async def settled_by(receipt_id: int) -> list[SettledPart]:
    """What a receipt is on now, by document."""
    rows = await Allocation.raw(
        "SELECT i.number AS number, CAST(SUM(a.amount) AS BIGINT) AS amount,"
        " (SELECT CAST(COALESCE(SUM(b.open), 0) AS BIGINT) FROM balance b"
        " WHERE b.invoice_id = i.id) AS left_open FROM allocation a"
        " JOIN instalment n ON n.id = a.instalment JOIN invoice i ON i.id = n.invoice"
        " WHERE a.source_kind = 'receipt' AND a.source_id = {} GROUP BY i.id, i.number"
        " HAVING SUM(a.amount) <> 0 ORDER BY i.id",
        receipt_id,
    )
    return [SettledPart(row["number"], int(row["amount"]), int(row["left_open"])) for row in rows]


async def live_allocations(receipt_id: int) -> list[AllocationView]:
    """What a receipt is on now, by instalment."""
    every = await allocations(receipt_id)
    live = (each for each in every if each.reversed_on is None)
    return sorted(live, key=lambda each: each.instalment_id)


async def allocation(allocation_id: int) -> AllocationView:
    """One allocation; refused when there is none, or it is undone already."""
    rows = await Allocation.raw(_ALLOCATION + " AND a.id = {}", allocation_id)
    if not rows:
        raise refuse("payments.no_allocation", "There is no such allocation.")
    found = AllocationView(**rows[0])
    if found.reversed_on is not None:
        raise refuse("payments.taken_back", "This money has been taken off that invoice already.")
    return found


async def owed(client_id: int) -> list[Owed]:
    """What a client still has to pay, by instalment, oldest due first; credit notes left out."""
    found = await invoices.open_instalments(client_id)
    owed = [Owed(one.instalment_id, one.due_on, one.open) for one in found if one.open > 0]
    return sorted(owed, key=lambda each: (each.due_on, each.instalment_id))


async def owed_of(instalment_ids: Sequence[int]) -> dict[int, list[Owed]]:
    """What is still to be paid of these instalments, by client."""
    found: dict[int, list[Owed]] = {}
    for start in range(0, len(instalment_ids), 500):
        for one in (await invoices.open_of(instalment_ids[start : start + 500])).values():
            if one.open > 0:
                owed = Owed(one.instalment_id, one.due_on, one.open)
                found.setdefault(one.client_id, []).append(owed)
    return found
