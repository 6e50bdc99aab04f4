"""The direct debit that an issued document speaks of, while it is still to come."""

from datetime import datetime

from app.clock import ZONE
from app.invoices import rules
from app.invoices.queries.values import InvoiceView
from app.invoices.tables import Invoice
from app.mandates.queries import Issued, said_of
from app.mandates.rules import DebitSaid


async def debit_to_come(view: InvoiceView, at: datetime) -> DebitSaid | None:
    """What a document that is owed says of its debit; None when its day has passed (it may have
    come back), when it is not to be debited after all, or when no mandate is in force any more."""
    row = await Invoice.select(Invoice.debit, Invoice.source).where(Invoice.id == view.id).first()
    said = rules.debit_from(row["debit"]) if row else None
    if row is None or said is None or view.open <= 0 or said.on < at.astimezone(ZONE).date():
        return None
    asked = Issued(view.id, view.client_id, row["source"] or "", said.on)
    return said if view.id in await said_of([asked], at) else None
