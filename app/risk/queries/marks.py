"""What changed since the scores were last worked out."""

from dataclasses import dataclass
from datetime import date

from app.risk.queries.outcomes import day
from app.risk.tables import Watermark


@dataclass(frozen=True)
class Mark:
    """The last allocation and document there are, whether the scores know them, and their day."""

    allocation_id: int
    invoice_id: int
    is_known: bool
    scored_on: date | None


async def changed_since() -> Mark:
    """Whether money moved or a document was issued since the last rescoring, and up to where."""
    rows = await Watermark.raw(
        "SELECT w.allocation_id AS allocation_id, w.invoice_id AS invoice_id,"
        " (SELECT COALESCE(MAX(id), 0) FROM allocation) AS last_allocation,"
        " (SELECT COALESCE(MAX(id), 0) FROM invoice WHERE state = 'issued') AS last_invoice,"
        " (SELECT MAX(day) FROM score) AS scored_on"
        " FROM risk_watermark w WHERE w.id = 1"
    )
    row = rows[0]
    last = (int(row["last_allocation"]), int(row["last_invoice"]))
    known = last == (row["allocation_id"], row["invoice_id"])
    scored_on = row["scored_on"]
    return Mark(*last, known, None if scored_on is None else day(scored_on))
