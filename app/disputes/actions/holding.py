"""The invoices that an answer is about, held until the transaction ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.adapters.database import Tx
from app.core.errors import refuse
from app.disputes.tables import ClientAnswer
from app.invoices.actions import hold_balances
from app.invoices.rules import Kind


@dataclass(frozen=True)
class HeldInvoice:
    """An issued invoice: cents that are open of it, the first day on which some are due, and the
    last allocation that was made on it."""

    id: int
    client_id: int
    number: str
    open: int
    due_on: date | None
    last_allocation: int


async def held(tx: Tx, invoice_id: int) -> HeldInvoice:
    """Step: one invoice. Refused: a draft, a credit note, one that was withdrawn."""
    found = await held_all(tx, [invoice_id])
    if not found:
        raise refuse("disputes.no_invoice", "Only an issued invoice can be answered.")
    return found[0]


async def held_all(tx: Tx, invoice_ids: Sequence[int]) -> list[HeldInvoice]:
    """Step: these invoices, those left out that are no issued ones, the first due first."""
    if not invoice_ids:
        return []
    await hold_balances(tx, invoice_ids)
    places = ", ".join("{}" for _ in invoice_ids)
    rows = await ClientAnswer.raw(
        "SELECT i.id AS id, i.client AS client, i.number AS number,"
        " COALESCE((SELECT SUM(b.open) FROM balance b WHERE b.invoice_id = i.id), 0) AS open,"
        " (SELECT b.due_on FROM balance b WHERE b.invoice_id = i.id AND b.open > 0"
        "  ORDER BY b.due_on LIMIT 1) AS due_on,"
        " COALESCE((SELECT MAX(x.id) FROM instalment s JOIN allocation x ON x.instalment = s.id"
        "  WHERE s.invoice = i.id), 0) AS last"
        f" FROM invoice i WHERE i.id IN ({places}) AND i.kind = {{}} AND i.state = 'issued'"
        " AND i.withdrawn_at IS NULL ORDER BY i.due_on, i.id",
        *invoice_ids,
        Kind.INVOICE.value,
    )
    return [
        HeldInvoice(
            row["id"],
            row["client"],
            row["number"],
            int(row["open"]),
            _day(row["due_on"]),
            int(row["last"]),
        )
        for row in rows
    ]


def _day(found: object) -> date | None:
    """A day out of a subquery: text on SQLite, a date on PostgreSQL."""
    return found if found is None or isinstance(found, date) else date.fromisoformat(str(found))
