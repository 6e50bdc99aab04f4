"""What lines of the bank have to do with direct debits."""

from app.bank.tables import BankPart
from app.debits.queries import Handed, batch

_LIVE = "NOT EXISTS (SELECT 1 FROM bank_unmatch x WHERE x.match = p.match)"


async def lines_of_batches() -> list[tuple[int, int]]:
    """Untouched lines that name a file of debits, with that file; each line once."""
    rows = await BankPart.raw(
        "SELECT w.line AS line, MIN(b.id) AS batch, COUNT(*) AS times FROM bank_pointing w"
        " JOIN bank_line l ON l.id = w.line JOIN debit_batch b ON l.batch_id = b.message_id"
        " OR l.batch_id LIKE b.message_id || '-%%' OR l.label LIKE '%%' || b.message_id || '%%'"
        " OR l.end_to_end_id = b.message_id OR l.reference = b.message_id"
        " WHERE w.open = l.amount_cents AND l.amount_cents > 0 GROUP BY w.line"
        " HAVING COUNT(*) = 1 ORDER BY w.line".replace("%%", "%")
    )
    return [(int(row["line"]), int(row["batch"])) for row in rows]


async def debits_of_batch(batch_id: int) -> tuple[tuple[Handed, ...], set[int]]:
    """The debits of a file, and those of their receipts that a line of the bank stands for."""
    view = await batch(batch_id)
    debits = view.debits if view else ()
    ids = [each.receipt_id for each in debits if each.receipt_id is not None]
    places = ", ".join(str(int(each)) for each in ids) or "0"
    rows = await BankPart.raw(
        f"SELECT p.receipt_id AS receipt FROM bank_part p WHERE {_LIVE}"
        f" AND p.receipt_id IN ({places})"
    )
    return debits, {int(row["receipt"]) for row in rows}
