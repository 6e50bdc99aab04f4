"""Payments on documents that the platform has, not told as “Encaissée” yet."""

from dataclasses import dataclass
from datetime import date

from app.einvoicing.rules.lifecycle import FINAL
from app.invoices.tables import Allocation

_ENDS = ", ".join(str(code.value) for code in sorted(FINAL))
RECEIVED = (
    " FROM allocation a JOIN instalment s ON s.id = a.instalment JOIN invoice i ON i.id = s.invoice"
    " WHERE a.source_kind = 'receipt' AND i.kind = 'invoice' AND i.waiting > 0"
)
_UNTOLD = (
    "SELECT a.id AS id, i.id AS invoice_id, a.amount AS amount, a.counts_on AS counts_on"
    f"{RECEIVED} AND (EXISTS (SELECT 1 FROM platform_file p WHERE p.invoice = i.id"
    " AND p.state = 'done')"
    # Who speaks of it has it.
    " OR EXISTS (SELECT 1 FROM invoice_status h WHERE h.invoice = i.id AND h.source <> 'payment'))"
    # Whoever tells by hand what was received goes on by hand.
    " AND NOT EXISTS (SELECT 1 FROM invoice_status h WHERE h.invoice = i.id"
    " AND h.source = 'hand' AND h.code = 212)"
    " AND NOT EXISTS (SELECT 1 FROM invoice_status t"
    " WHERE t.key = 'allocation:' || CAST(a.id AS VARCHAR(20)))"
    " AND NOT EXISTS (SELECT 1 FROM invoice_status f WHERE f.invoice = i.id"
    f" AND f.code IN ({_ENDS}))"
    " ORDER BY a.id LIMIT {}"
)


@dataclass(frozen=True)
class Received:
    """Cents put on an invoice (below zero: taken off again), and the day from which they count."""

    allocation_id: int
    invoice_id: int
    amount: int
    on: date

    @property
    def key(self) -> str:
        """What it is told by, once."""
        return f"allocation:{self.allocation_id}"


async def uncashed(limit: int) -> list[Received]:
    """The oldest of them; none of a document that was refused, rejected or called off."""
    rows = await Allocation.raw(_UNTOLD, limit)
    return [Received(row["id"], row["invoice_id"], row["amount"], row["counts_on"]) for row in rows]
