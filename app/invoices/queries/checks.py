"""Integrity of documents: each finding names the row that is wrong.

Every check reads whole tables in a few statements, so that ten years cost seconds.
"""

import asyncio
from datetime import timedelta

from app.accounting.queries import linked_payloads
from app.adapters import files
from app.auth.tables import AuditEntry
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located
from app.invoices import rules
from app.invoices.queries.numbering import check_numbering
from app.invoices.queries.rows import load_proved
from app.invoices.queries.sums import SUMS
from app.invoices.tables import Document, Invoice, Rendering

_PAGE = 500
_A_DAY = timedelta(days=1)


async def check_chained() -> list[Finding]:
    """Issued documents that the chain does not know."""
    rows = await Invoice.raw(
        "SELECT i.number AS number, i.id AS invoice FROM invoice i"
        " LEFT JOIN chain_link c ON c.subject_kind = 'invoice' AND c.subject_id = i.id"
        " WHERE i.state = 'issued' AND c.id IS NULL ORDER BY i.id"
    )
    return located(N_("%(number)s (invoice %(invoice)s) has no link in the chain"), rows)


async def check_payloads() -> list[Finding]:
    """Documents whose rows no longer say what was chained when they were issued."""
    findings: list[Finding] = []
    last = 0
    while links := await linked_payloads("invoice", last, _PAGE):
        found = await load_proved([key for key, _ in links])
        for key, chained in links:
            whole = found.get(key)
            if whole is None:
                message = N_("invoice %(id)s is in the chain and nowhere else")
                findings.append(finding("check", message, id=key))
                continue
            if not rules.unchanged(whole, chained):
                message = N_("%(number)s (invoice %(invoice)s) is not what was issued")
                number = whole.invoice["number"]
                findings.append(finding("check", message, number=number, invoice=key))
        last = links[-1][0]
    return findings


async def check_files() -> list[Finding]:
    """Documents whose bytes are missing or altered, or are not those that were chained."""
    findings: list[Finding] = []
    last = 0
    while rows := await Document.raw(
        "SELECT d.id AS document, d.sha256 AS sha256, d.kind AS kind, i.number AS number,"
        " i.id AS invoice, c.payload AS payload FROM document d JOIN invoice i ON i.id = d.invoice"
        " LEFT JOIN chain_link c ON c.subject_kind = 'document' AND c.subject_id = d.id"
        " WHERE d.id > {} ORDER BY d.id LIMIT {}",
        last,
        _PAGE,
    ):
        for row in rows:
            fault = await asyncio.to_thread(files.fault_of, row["sha256"])
            findings += _file_faults(row, fault)
        last = rows[-1]["document"]
    return findings


_FAULTS = {
    "missing": N_("the %(kind)s of %(number)s (document %(document)s) is missing"),
    "altered": N_("the %(kind)s of %(number)s (document %(document)s) is altered"),
    None: N_("the %(kind)s of %(number)s (document %(document)s) was not chained"),
}


def _file_faults(row: dict[str, object], fault: str | None) -> list[Finding]:
    chained = str(row["sha256"]) in str(row["payload"] or "")
    about = {name: row[name] for name in ("number", "document", "invoice")}
    about["kind"] = str(row["kind"]).upper()
    said = [_FAULTS[fault]] if fault else []
    said += [] if chained else [_FAULTS[None]]
    return [Finding("check", message, about) for message in said]


async def check_renderings() -> list[Finding]:
    """Documents tried in vain for more than a day, reckoned to the last thing that anybody did.

    One that nobody has tried yet is work that waits: the health page says when the worker sleeps.
    """
    acts = await AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id, ascending=False).limit(1)
    if not acts:
        return []
    rows = await Rendering.select(
        Rendering.invoice.id.as_alias("invoice"),
        Rendering.invoice.number.as_alias("number"),
        Rendering.attempts,
        Rendering.error,
    ).where(
        Rendering.done_at.is_null(),
        Rendering.attempts > 0,
        Rendering.requested_at < acts[0]["at"] - _A_DAY,
    )
    message = N_("%(number)s: no PDF for more than a day, %(attempts)s tries, %(error)s")
    return located(message, rows)


async def check_owed() -> list[Finding]:
    """Issued documents that have no PDF and owe none, and messages that wait for one in vain."""
    rows = await Invoice.raw(
        "SELECT i.number AS number, i.id AS invoice FROM invoice i"
        " LEFT JOIN rendering r ON r.invoice = i.id LEFT JOIN document d ON d.invoice = i.id"
        " WHERE i.state = 'issued' AND i.origin = 'own' AND d.id IS NULL"
        " AND (r.id IS NULL OR r.done_at IS NOT NULL) ORDER BY i.id"
    )
    return located(N_("%(number)s (invoice %(invoice)s) has no PDF, and none is owed"), rows)


async def check_waited_for() -> list[Finding]:
    """Messages that wait for an invoice that is there already, or that nobody will make."""
    rows = await Invoice.raw(
        "SELECT m.id AS message, a.filename AS filename FROM message m"
        " JOIN message_attachment a ON a.message = m.id AND a.sha256 IS NULL"
        " LEFT JOIN rendering r ON r.invoice = a.subject_id"
        " WHERE a.subject_kind = 'invoice' AND m.state = 'waiting'"
        " AND (r.id IS NULL OR r.done_at IS NOT NULL) ORDER BY m.id"
    )
    return located(N_("message %(message)s waits for %(filename)s, which is not owed"), rows)


async def check_links() -> list[Finding]:
    """Clients' links in force that lead to no document."""
    rows = await Invoice.raw(
        "SELECT k.id AS link, k.subject_id AS id FROM link k"
        " LEFT JOIN invoice i ON i.id = k.subject_id WHERE k.subject_kind = 'invoice'"
        " AND k.revoked_at IS NULL AND (i.id IS NULL OR i.state <> 'issued') ORDER BY k.id"
    )
    return located(N_("link %(link)s leads to invoice %(id)s, which is not issued"), rows)


CHECKS: list[IntegrityCheck] = [
    *SUMS,
    ("documents in the chain", check_chained),
    ("numbering", check_numbering),
    ("documents unchanged", check_payloads),
    ("documents kept", check_files),
    ("documents rendered", check_renderings),
    ("documents owed", check_owed),
    ("messages waiting for a document", check_waited_for),
    ("links lead somewhere", check_links),
]
