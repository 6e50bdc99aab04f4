"""What keeps a draft from being issued, before anybody tries."""

from dataclasses import dataclass
from datetime import date

from app.clients.queries import client
from app.core.errors import Finding, refuse
from app.invoices import rules
from app.invoices.queries.judging import judge
from app.invoices.queries.rows import load
from app.invoices.tables import SeriesCounter
from app.settings.queries import business


@dataclass(frozen=True)
class Readiness:
    """What issuing a draft on a day would do: when it is due, and the reasons against it."""

    due_on: date
    findings: tuple[Finding, ...]


async def readiness(invoice_id: int, on: date) -> Readiness:
    """Judge a draft for a day without issuing it. Refused: there is no such draft."""
    whole = (await load([invoice_id])).get(invoice_id)
    if whole is None or whole.invoice["state"] != "draft":
        raise refuse("invoices.no_draft", "There is no such draft any more.")
    rows = await SeriesCounter.select(SeriesCounter.last_issued_on).where(
        SeriesCounter.series == whole.invoice["kind"]
    )
    last = max((row["last_issued_on"] for row in rows if row["last_issued_on"]), default=None)
    accepted, refused = await judge([whole], on, last, on)
    if accepted:
        return Readiness(accepted[0].due_on, ())
    terms, shop = (await client(whole.invoice["client"])).terms_days, await business()
    due_on = rules.due_day(whole.invoice, terms, shop.terms_days, on)
    return Readiness(due_on, refused[invoice_id].findings)
