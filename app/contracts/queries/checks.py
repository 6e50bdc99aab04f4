"""Integrity of contracts: what was billed has its invoice, and no period is missing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from app.contracts.tables import ScheduleEntry


async def billed_have_their_invoice() -> list[str]:
    """Every billed entry has the one invoice made for it, of the contract's client."""
    rows = await ScheduleEntry.raw(
        "SELECT e.id, e.n, c.reference, e.invoice_id, i.source, i.client AS billed_client,"
        " c.client, i.id AS found FROM schedule_entry e JOIN contract c ON c.id = e.contract"
        " LEFT JOIN invoice i ON i.id = e.invoice_id WHERE e.state = 'billed'"
        " AND (i.id IS NULL OR i.source IS NULL OR i.source <> 'entry:' || e.id"
        " OR i.client <> c.client)"
        # A draft that somebody threw away: the next run leaves its entry out.
        " AND NOT EXISTS (SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'invoice'"
        " AND a.act = 'invoice.deleted' AND a.subject_id = e.invoice_id)"
        " ORDER BY e.id"
    )
    return [
        f"entry {row['id']} ({row['reference']}, no. {row['n']}): billed as invoice"
        f" {row['invoice_id']}, which "
        + ("does not exist" if row["found"] is None else "was made for something else")
        for row in rows
    ]


async def invoices_have_their_entry() -> list[str]:
    """Every invoice made for an entry is that entry's."""
    rows = await ScheduleEntry.raw(
        "SELECT i.id, i.source FROM invoice i WHERE i.source LIKE 'entry:%'"
        " AND NOT EXISTS (SELECT 1 FROM schedule_entry e"
        " WHERE e.invoice_id = i.id AND i.source = 'entry:' || e.id) ORDER BY i.id"
    )
    return [
        f"invoice {row['id']}: made for {row['source']}, which does not know it" for row in rows
    ]


async def schedules_have_no_hole() -> list[str]:
    """Entries of a contract are numbered 1 to n, each period beginning where the last ended."""
    rows = await ScheduleEntry.raw(
        "SELECT e.id, e.contract, c.reference, e.n, e.period_from, e.period_to, c.start_on,"
        " c.end_on FROM schedule_entry e JOIN contract c ON c.id = e.contract"
        " ORDER BY e.contract, e.n"
    )
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        n, begins = 1, row["start_on"]
        if before and before["contract"] == row["contract"]:
            n, begins = before["n"] + 1, before["period_to"] + timedelta(days=1)
        about = f"{row['reference']}, entry {row['id']}"
        if row["n"] != n:
            found.append(f"{about}: no. {row['n']} where {n} was expected")
        past_end = row["end_on"] is not None and row["period_from"] > row["end_on"]
        if row["period_from"] != begins and not past_end:
            found.append(f"{about}: begins on {row['period_from']}, not on {begins}")
    return found


CHECKS: list[tuple[str, Callable[[], Awaitable[list[str]]]]] = [
    ("contracts: billed entries have their invoice", billed_have_their_invoice),
    ("contracts: invoices of entries are theirs", invoices_have_their_entry),
    ("contracts: schedules have no hole", schedules_have_no_hole),
]
