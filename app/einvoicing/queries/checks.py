"""What must be true of statuses and of what is handed to the platform."""

from datetime import timedelta

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.einvoicing.queries.cashed import RECEIVED
from app.einvoicing.queries.folders import CONCERNED, folders
from app.einvoicing.rules.lifecycle import FINAL
from app.einvoicing.tables import InvoiceStatus
from app.invoices.tables import Invoice

# A document issued while others were looked for is found the next time.
_GRACE = timedelta(hours=1)


async def check_statuses() -> list[Finding]:
    """A status of a draft, of before the issue, or after an end."""
    final = ", ".join(str(code.value) for code in sorted(FINAL))
    rows = await InvoiceStatus.raw(
        "SELECT i.id AS invoice, s.code AS code FROM invoice_status s"
        " JOIN invoice i ON i.id = s.invoice"
        " WHERE i.state <> 'issued' OR s.happened_on < i.issued_on"
        f" OR EXISTS (SELECT 1 FROM invoice_status f WHERE f.invoice = s.invoice AND f.id < s.id"
        f" AND f.code IN ({final})) ORDER BY i.id, s.id"
    )
    return located(N_("invoice %(invoice)s: status %(code)s cannot be"), rows)


async def check_handed() -> list[Finding]:
    """A document that had to be handed over and is not even owed, though others were since."""
    chosen = await folders()
    if chosen is None or not chosen.is_on or chosen.swept_at is None:
        return []
    rows = await Invoice.raw(
        "SELECT i.id AS invoice, i.number AS number FROM invoice i"
        f" JOIN einvoice e ON e.invoice = i.id WHERE {CONCERNED} AND i.recorded_at < {{}}"
        " ORDER BY i.id",
        chosen.since,
        chosen.swept_at - _GRACE,
    )
    return located(N_("invoice %(invoice)s (%(number)s) is not owed to the platform"), rows)


async def check_cashed() -> list[Finding]:
    """A status that payments gave, of another amount than its payment, or of none."""
    rows = await InvoiceStatus.raw(
        "SELECT t.invoice AS invoice, t.amount AS said, r.amount AS received FROM invoice_status t"
        f" LEFT JOIN (SELECT a.id AS id, i.id AS invoice, a.amount AS amount{RECEIVED}) r"
        " ON t.key = 'allocation:' || CAST(r.id AS VARCHAR(20)) AND r.invoice = t.invoice"
        " WHERE t.source = 'payment' AND (r.id IS NULL OR r.amount <> t.amount) ORDER BY t.id"
    )
    message = N_("invoice %(invoice)s: %(said)s told as cashed, %(received)s received")
    return located(message, rows, cents=("said", "received"))


CHECKS: list[IntegrityCheck] = [
    ("statuses of electronic invoices follow their issue", check_statuses),
    ("electronic invoices owed to the platform", check_handed),
    ("what is told as cashed was received", check_cashed),
]
