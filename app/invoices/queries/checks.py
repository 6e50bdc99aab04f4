"""Integrity of documents: each finding names the row that is wrong.

Every check reads whole tables in a few statements, so that ten years cost seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from app.accounting.queries import linked_payloads
from app.adapters import files
from app.auth.tables import AuditEntry
from app.invoices import rules
from app.invoices.queries.numbering import check_numbering
from app.invoices.queries.rows import load
from app.invoices.tables import Document, Invoice, Rendering

Check = Callable[[], Awaitable[list[str]]]

_PAGE = 500
_A_DAY = timedelta(days=1)

# name of the check: (query giving rows, the sentence of a row)
_ORDER = " ORDER BY id"
_PAYABLE = "i.total - i.prepaid + i.rounding"
_ADJUSTED = "COALESCE(SUM(CASE WHEN a.kind = 'charge' THEN a.amount ELSE -a.amount END), 0)"

_SUMS: dict[str, tuple[str, str]] = {
    "invoice totals": (
        "SELECT i.number AS number, i.id AS id, i.net AS said,"
        " CAST(COALESCE(SUM(l.net), 0) - i.allowances + i.charges AS BIGINT) AS found"
        " FROM invoice i LEFT JOIN invoice_line l ON l.invoice = i.id"
        " WHERE i.state = 'issued' AND i.origin = 'own'"
        " GROUP BY i.id, i.number, i.net, i.allowances, i.charges"
        " HAVING COALESCE(SUM(l.net), 0) - i.allowances + i.charges <> i.net",
        "%(number)s (invoice %(id)s): net %(said)s, its lines come to %(found)s",
    ),
    "invoice VAT": (
        "SELECT i.number AS number, i.id AS id, i.vat AS said,"
        " CAST(COALESCE(SUM(v.vat), 0) AS BIGINT) AS found"
        " FROM invoice i LEFT JOIN invoice_vat v ON v.invoice = i.id"
        " WHERE i.state = 'issued' AND i.origin = 'own' GROUP BY i.id, i.number, i.vat, i.net"
        " HAVING COALESCE(SUM(v.vat), 0) <> i.vat OR COALESCE(SUM(v.base), 0) <> i.net",
        "%(number)s (invoice %(id)s): VAT %(said)s, by rate it comes to %(found)s",
    ),
    "allowances and charges": (
        "SELECT i.number AS number, i.id AS id, i.charges - i.allowances AS said,"
        f" CAST({_ADJUSTED} AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN invoice_adjustment a ON a.invoice = i.id WHERE i.state = 'issued'"
        " GROUP BY i.id, i.number, i.charges, i.allowances"
        f" HAVING {_ADJUSTED} <> i.charges - i.allowances",
        "%(number)s (invoice %(id)s): %(said)s added to its lines, %(found)s found",
    ),
    "deposits taken off": (
        "SELECT i.number AS number, i.id AS id, i.prepaid AS said,"
        " CAST(COALESCE(SUM(d.total), 0) AS BIGINT) AS found"
        " FROM invoice i LEFT JOIN invoice_deduction d ON d.invoice = i.id"
        " WHERE i.state = 'issued' GROUP BY i.id, i.number, i.prepaid, i.prepaid_vat"
        " HAVING COALESCE(SUM(d.total), 0) <> i.prepaid"
        " OR COALESCE(SUM(d.vat), 0) <> i.prepaid_vat",
        "%(number)s (invoice %(id)s): %(said)s prepaid, its deposits come to %(found)s",
    ),
    "instalments": (
        f"SELECT i.number AS number, i.id AS id, {_PAYABLE} AS said,"
        " CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) AS found"
        " FROM invoice i LEFT JOIN instalment s ON s.invoice = i.id WHERE i.state = 'issued'"
        " GROUP BY i.id, i.number, i.total, i.prepaid, i.rounding"
        f" HAVING COALESCE(SUM(s.amount), 0) <> {_PAYABLE}",
        "%(number)s (invoice %(id)s): total %(said)s, its instalments come to %(found)s",
    ),
    "allocations": (
        "SELECT i.number AS number, s.id AS id, s.amount AS said,"
        " CAST(SUM(a.amount) AS BIGINT) AS found FROM instalment s"
        " JOIN invoice i ON i.id = s.invoice JOIN allocation a ON a.instalment = s.id"
        " GROUP BY s.id, i.number, s.amount"
        " HAVING ABS(SUM(a.amount)) > ABS(s.amount) OR SUM(a.amount) * s.amount < 0",
        "%(number)s (instalment %(id)s): %(found)s put on %(said)s",
    ),
    "balances": (
        "SELECT i.number AS number, s.id AS id, b.open AS said,"
        " CAST(s.amount - COALESCE(p.put, 0) AS BIGINT) AS found FROM instalment s"
        " JOIN invoice i ON i.id = s.invoice LEFT JOIN balance b ON b.instalment = s.id"
        " LEFT JOIN (SELECT instalment, SUM(amount) AS put FROM allocation GROUP BY instalment) p"
        " ON p.instalment = s.id WHERE i.withdrawn_at IS NULL"
        " AND (b.id IS NULL OR b.open <> s.amount - COALESCE(p.put, 0)"
        " OR b.client_id <> i.client OR b.due_on <> s.due_on OR b.issued_on <> i.issued_on)",
        "%(number)s (instalment %(id)s): %(said)s kept as open, %(found)s worked out",
    ),
    "documents in the books": (
        f"SELECT i.number AS number, i.id AS id, {_PAYABLE} AS said,"
        " CAST(COALESCE(b.cents, 0) AS BIGINT) AS found FROM invoice i"
        " LEFT JOIN (SELECT e.subject AS subject, l.client_id AS client_id,"
        " SUM(l.debit - l.credit) AS cents FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account = '411' AND e.journal IN ('VE', 'AN')"
        " GROUP BY e.subject, l.client_id) b ON b.client_id = i.client AND b.subject ="
        " (CASE WHEN i.origin = 'own' THEN 'invoice:' ELSE 'opening:' END) || i.id"
        f" WHERE i.state = 'issued' AND COALESCE(b.cents, 0) <> {_PAYABLE}",
        "%(number)s (invoice %(id)s): total %(said)s, %(found)s on the client's account",
    ),
    "documents in the chain": (
        "SELECT i.number AS number, i.id AS id, '' AS said, '' AS found FROM invoice i"
        " LEFT JOIN chain_link c ON c.subject_kind = 'invoice' AND c.subject_id = i.id"
        " WHERE i.state = 'issued' AND c.id IS NULL",
        "%(number)s (invoice %(id)s) has no link in the chain",
    ),
}


def _sums(query: str, sentence: str) -> Check:
    async def check() -> list[str]:
        rows = await Invoice.raw(query + _ORDER)
        return [sentence % row for row in rows]

    return check


async def check_payloads() -> list[str]:
    """Documents whose rows no longer say what was chained when they were issued."""
    findings: list[str] = []
    last = 0
    while links := await linked_payloads("invoice", last, _PAGE):
        found = await load([key for key, _ in links])
        for key, chained in links:
            whole = found.get(key)
            if whole is None:
                findings.append(f"invoice {key} is in the chain and nowhere else")
                continue
            if not rules.unchanged(whole, chained):
                number = whole.invoice["number"]
                findings.append(f"{number} (invoice {key}) is not what was issued")
        last = links[-1][0]
    return findings


async def check_files() -> list[str]:
    """Documents whose bytes are missing or altered, or are not those that were chained."""
    rows = await Document.raw(
        "SELECT d.id AS id, d.sha256 AS sha256, i.number AS number, c.payload AS payload"
        " FROM document d JOIN invoice i ON i.id = d.invoice LEFT JOIN chain_link c"
        " ON c.subject_kind = 'document' AND c.subject_id = d.id ORDER BY d.id"
    )
    findings: list[str] = []
    for row in rows:
        fault = await asyncio.to_thread(files.fault_of, row["sha256"])
        if fault:
            findings.append(f"the PDF of {row['number']} (document {row['id']}) is {fault}")
        if row["sha256"] not in (row["payload"] or ""):
            findings.append(f"the PDF of {row['number']} (document {row['id']}) was not chained")
    return findings


async def check_renderings() -> list[str]:
    """Documents tried in vain for more than a day, reckoned to the last thing that anybody did.

    One that nobody has tried yet is work that waits: the health page says when the worker sleeps.
    """
    acts = await AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id, ascending=False).limit(1)
    if not acts:
        return []
    rows = await Rendering.select(
        Rendering.invoice.number.as_alias("number"), Rendering.attempts, Rendering.error
    ).where(
        Rendering.done_at.is_null(),
        Rendering.attempts > 0,
        Rendering.requested_at < acts[0]["at"] - _A_DAY,
    )
    return [
        f"{row['number']}: no PDF for more than a day, {row['attempts']} tries, {row['error']}"
        for row in rows
    ]


CHECKS: list[tuple[str, Check]] = [
    *((name, _sums(query, sentence)) for name, (query, sentence) in _SUMS.items()),
    ("numbering", check_numbering),
    ("documents unchanged", check_payloads),
    ("documents kept", check_files),
    ("documents rendered", check_renderings),
]
