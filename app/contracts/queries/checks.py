"""Integrity of contracts: what was billed has its invoice, and no period is missing."""

from datetime import timedelta

from app.contracts.queries.rows import TERMS, terms_of, versions_by_contract
from app.contracts.tables import ScheduleEntry
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located


async def billed_have_their_invoice() -> list[Finding]:
    """Every billed entry has the one invoice made for it, of the contract's client."""
    rows = await ScheduleEntry.raw(
        "SELECT e.id AS entry, e.n AS n, c.reference AS reference, c.id AS contract,"
        " e.invoice_id AS invoice_id, i.id AS found"
        " FROM schedule_entry e JOIN contract c ON c.id = e.contract"
        " LEFT JOIN invoice i ON i.id = e.invoice_id WHERE e.state = 'billed'"
        " AND (i.id IS NULL OR i.source IS NULL OR i.source <> 'entry:' || e.id"
        " OR i.client <> c.client)"
        # A draft that somebody threw away: the next run leaves its entry out.
        " AND NOT EXISTS (SELECT 1 FROM audit_entry a WHERE a.subject_kind = 'invoice'"
        " AND a.act = 'invoice.deleted' AND a.subject_id = e.invoice_id)"
        " ORDER BY e.id"
    )
    gone = N_(
        "entry %(entry)s (%(reference)s, no. %(n)s): billed as invoice %(invoice_id)s,"
        " which does not exist"
    )
    other = N_(
        "entry %(entry)s (%(reference)s, no. %(n)s): billed as invoice %(invoice_id)s,"
        " which was made for something else"
    )
    return [
        *located(gone, [row for row in rows if row["found"] is None]),
        *located(other, [row for row in rows if row["found"] is not None]),
    ]


async def invoices_have_their_entry() -> list[Finding]:
    """Every invoice made for an entry is that entry's."""
    rows = await ScheduleEntry.raw(
        "SELECT i.id AS invoice, i.source AS source FROM invoice i WHERE i.source LIKE 'entry:%'"
        " AND NOT EXISTS (SELECT 1 FROM schedule_entry e"
        " WHERE e.invoice_id = i.id AND i.source = 'entry:' || e.id) ORDER BY i.id"
    )
    return located(N_("invoice %(invoice)s: made for %(source)s, which does not know it"), rows)


async def schedules_have_no_hole() -> list[Finding]:
    """Entries of a contract are numbered 1 to n, each period beginning where the last ended."""
    rows = await ScheduleEntry.raw(
        f"SELECT e.id, e.contract, c.reference, e.n, e.period_from, e.period_to,{TERMS}"
        " FROM schedule_entry e JOIN contract c ON c.id = e.contract"
        " ORDER BY e.contract, e.n"
    )
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        n, begins = 1, terms_of(row).first_on
        if before and before["contract"] == row["contract"]:
            n, begins = before["n"] + 1, before["period_to"] + timedelta(days=1)
        about = {name: row[name] for name in ("reference", "contract")} | {"entry": row["id"]}
        if row["n"] != n:
            message = N_(
                "%(reference)s, entry %(entry)s: no. %(n)s where %(expected)s was expected"
            )
            found.append(finding("check", message, **about, n=row["n"], expected=n))
        past_end = row["end_on"] is not None and row["period_from"] > row["end_on"]
        if row["period_from"] != begins and not past_end:
            message = N_(
                "%(reference)s, entry %(entry)s: begins on %(begins)s, not on %(expected)s"
            )
            about |= {"begins": row["period_from"], "expected": begins}
            found.append(finding("check", message, **about))
    return found


async def spreads_add_up() -> list[Finding]:
    """The entries of what is spread, and what is given up of it, come to the whole."""
    rows = await ScheduleEntry.raw(
        "SELECT c.id AS contract, c.reference AS reference,"
        " CAST(c.waived + COALESCE(SUM(e.net), 0) AS BIGINT) AS parts"
        " FROM contract c JOIN schedule_entry e ON e.contract = c.id WHERE c.is_split"
        " GROUP BY c.id, c.reference, c.waived ORDER BY c.id"
    )
    versions = await versions_by_contract(row["contract"] for row in rows)
    wrong = [
        row | {"whole": versions[row["contract"]].whole}
        for row in rows
        if versions[row["contract"]].whole != row["parts"]
    ]
    return located(
        N_("%(reference)s: its invoices come to %(parts)s, not to %(whole)s"),
        wrong,
        cents=("parts", "whole"),
    )


CHECKS: list[IntegrityCheck] = [
    ("contracts: billed entries have their invoice", billed_have_their_invoice),
    ("contracts: invoices of entries are theirs", invoices_have_their_entry),
    ("contracts: schedules have no hole", schedules_have_no_hole),
    ("contracts: what is spread adds up", spreads_add_up),
]
