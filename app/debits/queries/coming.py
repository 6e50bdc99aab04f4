"""The debits that are on their way for one document, as its client is told."""

from dataclasses import dataclass
from datetime import date

from app.debits.queries.view import day
from app.debits.tables import Debit


@dataclass(frozen=True)
class Coming:
    """A debit that was announced, or is in a file: cents, its day, from which account (enough of it
    to know it by), under which mandate."""

    amount: int
    on: date
    iban: str
    reference: str


async def coming(invoice_id: int) -> list[Coming]:
    """Those of a document that are announced or handed over and still owed, earliest first."""
    rows = await Debit.raw(
        "SELECT d.amount AS amount, d.collect_on AS collect_on, m.iban AS iban,"
        " m.reference AS reference FROM debit d JOIN mandate m ON m.id = d.mandate"
        " JOIN balance b ON b.instalment = d.instalment WHERE d.invoice_id = {}"
        " AND d.state IN ('announced', 'handed') AND b.open > 0 ORDER BY d.collect_on, d.id",
        invoice_id,
    )
    return [
        Coming(
            int(row["amount"]),
            day(row["collect_on"]),
            f"{row['iban'][:4]} … {row['iban'][-4:]}",
            row["reference"],
        )
        for row in rows
    ]
