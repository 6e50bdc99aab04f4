"""What `echeance invoice show` says of how late a document is."""

from datetime import date
from typing import Any

from app import clock
from app.core.console import Verbs
from app.core.sentences import sentence
from app.invoices.commands.invoice import ALSO_SHOWN
from app.invoices.queries import InvoiceView
from app.lateness import queries, rules
from app.lateness.queries import LateInvoice


def register(verbs: Verbs) -> None:
    """No verb of its own: `invoice show` says it too."""
    ALSO_SHOWN["lateness"] = of_invoice


async def of_invoice(view: InvoiceView) -> dict[str, Any] | None:
    """Days late, the rule, interest and compensation still to be decided, period by period."""
    on = clock.today()
    late = await queries.late_invoice(view.id, on)
    return None if late is None else _told(late, on)


def _told(late: LateInvoice, on: date) -> dict[str, Any]:
    found = late.lateness
    return {
        "on": on,
        "days": found.days,
        "rule": sentence(rules.rule(found.terms, "en"), "en"),
        "interest": found.interest,
        "indemnity": found.indemnity,
        "missing_rates": list(found.missing),
        "periods": [
            {
                "first": each.first,
                "last": each.last,
                "days": each.days,
                "base": each.base,
                "rate": each.rate,
                "interest": each.interest,
            }
            for each in found.periods
        ],
        "decided": [
            {
                "decision": each.decision.value,
                "until_on": each.until_on,
                "interest": each.interest,
                "indemnity": each.indemnity,
            }
            for each in found.claims
        ],
    }
