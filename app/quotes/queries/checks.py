"""Integrity of quotes: each finding names the quote that is wrong."""

import asyncio
import json

from app.adapters import files
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.quotes import rules
from app.quotes.queries.view import adjustment_of, every_quote, line_of
from app.quotes.tables import Quote, QuoteAnswer, QuoteDocument


async def check_numbers() -> list[Finding]:
    """Numbers of a year that do not follow each other, or whose days go back."""
    rows = await Quote.raw(
        "SELECT id AS quote, number, sent_on FROM quote WHERE state = 'sent' ORDER BY number"
    )
    kept = await Quote.raw("SELECT year, n FROM quote_counter ORDER BY year")
    findings: list[Finding] = []
    counts: dict[str, int] = {}
    days: dict[str, object] = {}
    for row in rows:
        number, day = str(row["number"]), str(row["sent_on"])
        year = number[1:5]
        counts[year] = counts.get(year, 0) + 1
        if number != f"D{year}-{counts[year]:06}" or day < str(days.get(year, "")):
            findings += located(
                N_("%(number)s (quote %(quote)s): the numbers of quotes do not follow"), [row]
            )
            counts[year] = int(number[6:])
        days[year] = day
    for row in kept:
        if counts.get(str(row["year"]), 0) != int(row["n"]):
            message = N_("%(n)s quotes counted in %(year)s, the last number is another")
            findings += located(message, [row])
    return findings


async def check_totals() -> list[Finding]:
    """Quotes whose sums are not those of their lines, with discounts and charges on the whole."""
    findings: list[Finding] = []
    for each in await every_quote():
        row, lines = each.quote, tuple(map(line_of, each.lines))
        drafts = tuple(map(adjustment_of, each.adjustments))
        made = rules.counted(rules.taken(lines, ()), drafts)
        wrong = rules.counted(lines).nets != tuple(line.net for line in lines)
        if wrong or (made.net, made.vat, made.total) != (row["net"], row["vat"], row["total"]):
            message = N_("%(number)s (quote %(quote)s): total %(total)s, its lines make %(found)s")
            facts = {"number": row["number"] or row["title"], "quote": row["id"]}
            findings += located(message, [facts | {"total": row["total"], "found": made.total}])
    return findings


async def check_unchanged() -> list[Finding]:
    """Sent quotes that are not what was sent and chained."""
    findings: list[Finding] = []
    links = await Quote.raw(
        "SELECT c.subject_id AS id, c.payload AS payload FROM chain_link c"
        " WHERE c.subject_kind = 'quote' ORDER BY c.n"
    )
    chained = {link["id"]: json.loads(link["payload"]) for link in links}
    for each in await every_quote():
        row, facts = each.quote, each.facts()
        if row["state"] != "sent":
            continue
        if chained.get(row["id"]) != facts or rules.fingerprint(facts) != row["content_sha256"]:
            message = N_("%(number)s (quote %(quote)s) is not what was sent")
            findings += located(message, [{"number": row["number"], "quote": row["id"]}])
    return findings


async def check_documents() -> list[Finding]:
    """Quotes without a PDF and none owed; PDFs that are missing or altered."""
    rows = await Quote.raw(
        "SELECT q.number AS number, q.id AS quote FROM quote q"
        " LEFT JOIN quote_rendering r ON r.quote = q.id"
        " LEFT JOIN quote_document d ON d.quote = q.id"
        " WHERE q.state = 'sent' AND d.id IS NULL AND (r.id IS NULL OR r.done_at IS NOT NULL)"
    )
    findings = located(N_("%(number)s (quote %(quote)s) has no PDF, and none is owed"), rows)
    for kept in await QuoteDocument.select(
        QuoteDocument.sha256,
        QuoteDocument.quote.id.as_alias("quote"),
        QuoteDocument.quote.number.as_alias("number"),
    ).order_by(QuoteDocument.id):
        if await asyncio.to_thread(files.fault_of, kept["sha256"]):
            message = N_("the PDF of %(number)s (quote %(quote)s) is missing or altered")
            findings += located(message, [kept])
    return findings


async def check_evidence() -> list[Finding]:
    """Answers whose evidence is missing, altered, not chained, or says something else."""
    findings: list[Finding] = []
    for row in await QuoteAnswer.raw(
        "SELECT a.quote AS quote, q.number AS number, a.answer AS answer, a.name AS name,"
        " a.chosen AS chosen, a.total AS total, a.content_sha256 AS content_sha256,"
        " q.content_sha256 AS sent_sha256, a.pdf_sha256 AS pdf_sha256, d.sha256 AS kept_sha256,"
        " a.evidence_sha256 AS evidence_sha256, c.payload AS payload FROM quote_answer a"
        " JOIN quote q ON q.id = a.quote LEFT JOIN quote_document d ON d.quote = a.quote"
        " LEFT JOIN chain_link c ON c.subject_kind = 'quote_answer' AND c.subject_id = a.id"
        " ORDER BY a.id"
    ):
        if not await asyncio.to_thread(_proves, row):
            message = N_("%(number)s (quote %(quote)s): the evidence of its answer does not hold")
            findings += located(message, [{"number": row["number"], "quote": row["quote"]}])
    return findings


def _proves(row: dict[str, object]) -> bool:
    try:
        said = json.loads(files.read(str(row["evidence_sha256"])))
    except (files.FileFault, ValueError):
        return False
    return (
        str(row["evidence_sha256"]) in str(row["payload"] or "")
        and row["content_sha256"] == row["sent_sha256"] == said["content_sha256"]
        and row["pdf_sha256"] == row["kept_sha256"] == said["pdf_sha256"]
        and (row["answer"], row["name"]) == (said["answer"], said["name"])
        and json.loads(str(row["chosen"])) == said["chosen_options"]
        and row["total"] == said["total_cents"]
        and rules.fingerprint(said["content"]) == said["content_sha256"]
    )


async def check_results() -> list[Finding]:
    """What accepted quotes became is there, is theirs, and nothing else was made of them."""
    rows = await Quote.raw(
        "SELECT q.number AS number, q.id AS quote FROM quote q"
        " JOIN quote_result r ON r.quote = q.id"
        " LEFT JOIN quote_answer a ON a.quote = q.id AND a.answer = 'accepted'"
        " LEFT JOIN contract c ON r.kind = 'contract' AND c.id = r.target"
        " AND c.client = q.client"
        " LEFT JOIN invoice i ON r.kind IN ('invoice', 'deposit') AND i.id = r.target"
        " AND i.client = q.client AND i.source = 'quote:' || q.id"
        " WHERE a.id IS NULL OR (r.kind <> 'hand' AND c.id IS NULL AND i.id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM audit_entry t WHERE t.subject_id = r.target"
        " AND t.act IN ('contract.deleted', 'invoice.deleted')))"
        " ORDER BY q.id"
    )
    message = N_("%(number)s (quote %(quote)s): what it became is not there, or is not its own")
    findings = located(message, rows)
    strays = await Quote.raw(
        "SELECT i.id AS invoice, i.source AS source FROM invoice i WHERE i.source LIKE 'quote:%'"
        " AND NOT EXISTS (SELECT 1 FROM quote_result r WHERE 'quote:' || r.quote = i.source"
        " AND r.target = i.id) ORDER BY i.id"
    )
    return findings + located(
        N_("invoice %(invoice)s: made for %(source)s, which is not so"), strays
    )


CHECKS: list[IntegrityCheck] = [
    ("quotes numbered without a gap", check_numbers),
    ("quote totals", check_totals),
    ("quotes unchanged", check_unchanged),
    ("quote documents kept", check_documents),
    ("quote evidence", check_evidence),
    ("quotes become one thing", check_results),
]
