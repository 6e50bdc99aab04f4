"""Copies of invoices that are owed to our own people."""

from dataclasses import dataclass
from datetime import date

from app.contracts.tables import Contract


@dataclass(frozen=True)
class OwedCopy:
    """An issued invoice of a contract, and somebody of ours who asked for a copy (total in cents,
    with VAT)."""

    invoice_id: int
    number: str
    issued_on: date
    total: int
    contract_id: int
    reference: str
    label: str
    client: str
    user_id: int
    email: str
    language: str

    @property
    def subject_key(self) -> str:
        return f"copy:{self.invoice_id}:{self.user_id}"


async def owed_copies(limit: int) -> list[OwedCopy]:
    """Those that no message carries yet, the oldest first: from the day on which they were asked
    for, whoever issued the invoice."""
    rows = await Contract.raw(
        "SELECT i.id AS invoice_id, i.number, i.issued_on, i.total, c.id AS contract_id,"
        " c.reference, c.label, k.name AS client, u.id AS user_id, u.email, u.language"
        " FROM contract c JOIN client k ON k.id = c.client"
        " JOIN schedule_entry e ON e.contract = c.id AND e.state = 'billed'"
        " JOIN invoice i ON i.id = e.invoice_id AND i.state = 'issued'"
        " AND i.issued_on >= c.copies_since"
        " JOIN app_user u ON u.is_active AND ((c.copies_salesperson AND u.id = c.salesperson_id)"
        " OR (c.copies_accountants AND u.role = 'accountant'))"
        " WHERE c.copies_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message m"
        " WHERE m.subject_key = 'copy:' || i.id || ':' || u.id)"
        " ORDER BY i.id, u.id LIMIT {}",
        limit,
    )
    return [OwedCopy(**row) for row in rows]
