"""What must hold of direct debits, whoever wrote the rows."""

from app.adapters import files
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located
from app.debits.tables import Debit, DebitBatch


async def check_sums() -> list[Finding]:
    """Files whose count or total is not that of their debits."""
    rows = await DebitBatch.raw(
        "SELECT b.message_id AS file, b.total AS said, CAST(COALESCE(SUM(d.amount), 0) AS"
        " BIGINT) AS found FROM debit_batch b LEFT JOIN debit d ON d.batch = b.id"
        " GROUP BY b.id, b.message_id, b.total, b.pieces"
        " HAVING b.total <> COALESCE(SUM(d.amount), 0) OR b.pieces <> COUNT(d.id) ORDER BY b.id"
    )
    message = N_("file %(file)s: %(said)s said, its debits come to %(found)s")
    return located(message, rows, cents=("said", "found"))


async def check_files() -> list[Finding]:
    """Files that are no longer on the disk, or not as they were made."""
    found = []
    for row in await DebitBatch.select(DebitBatch.message_id, DebitBatch.sha256):
        fault = files.fault_of(row["sha256"])
        if fault:
            message = N_("file %(file)s is %(fault)s")
            facts = {"file": row["message_id"], "fault": fault}
            found.append(finding("check", message, None, **facts))
    return found


async def check_announced() -> list[Finding]:
    """Debits handed over whose client was never told."""
    rows = await Debit.raw(
        "SELECT d.end_to_end_id AS debit, d.invoice_id AS invoice FROM debit d"
        " LEFT JOIN message m ON m.subject_key = 'debit:' || d.id || ':notice'"
        " AND m.state = 'sent'"
        " WHERE d.batch IS NOT NULL AND m.id IS NULL ORDER BY d.id"
    )
    return located(N_("debit %(debit)s (invoice %(invoice)s) was never announced"), rows)


async def check_money() -> list[Finding]:
    """Debits whose state and whose money do not agree: collected without a live receipt of its
    amount, returned and still received."""
    rows = await Debit.raw(
        "SELECT d.end_to_end_id AS debit, d.invoice_id AS invoice, d.amount AS said,"
        " CAST(COALESCE(r.amount, 0) AS BIGINT) AS found FROM debit d"
        " LEFT JOIN receipt r ON r.id = d.receipt_id"
        " LEFT JOIN receipt u ON u.reverses = r.id"
        " LEFT JOIN debit_return t ON t.debit = d.id"
        " WHERE (d.state = 'collected' AND (r.id IS NULL OR r.amount < d.amount OR"
        " r.client <> d.client)) OR (d.state = 'returned' AND (t.id IS NULL OR"
        " (r.id IS NOT NULL AND u.id IS NULL))) OR (d.state <> 'returned' AND t.id IS NOT NULL)"
        " ORDER BY d.id"
    )
    message = N_("debit %(debit)s (invoice %(invoice)s): %(said)s debited, %(found)s received")
    return located(message, rows, cents=("said", "found"))


CHECKS: list[IntegrityCheck] = [
    ("debits: sums of files", check_sums),
    ("debits: files kept", check_files),
    ("debits: announced first", check_announced),
    ("debits: money", check_money),
]
