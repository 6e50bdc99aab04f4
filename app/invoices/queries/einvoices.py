"""Electronic invoices as they are kept: the XML, and what judges said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import ZONE
from app.invoices.queries.view import document_view
from app.invoices.rules import DocumentView
from app.invoices.rules.einvoice import einvoice_of, notes_from, to_xml
from app.invoices.tables import Document, Electronic, Judgement

XML = "xml"


@dataclass(frozen=True)
class Judged:
    """What one judge said last: "valid", "invalid" or "not_checked"; the rules that are broken."""

    ruleset: str
    opinion: str
    broken: tuple[str, ...]
    reason: str
    at: datetime


@dataclass(frozen=True)
class ElectronicView:
    """The electronic form of a document: its XML (None while it is owed), and its judges."""

    sha256: str | None
    rules: Judged | None
    schematron: Judged | None


async def has_xml(invoice_id: int) -> bool:
    """Whether the XML of a document is kept."""
    rows = await Document.raw(
        "SELECT d.id FROM document d JOIN einvoice e ON e.invoice = d.invoice"
        " WHERE d.invoice = {} AND d.kind = {} LIMIT 1",
        invoice_id,
        XML,
    )
    return bool(rows)


async def electronic(invoice_id: int) -> ElectronicView | None:
    """The electronic form of a document; None of a draft, or of one issued before there was any."""
    if not await Electronic.exists().where(Electronic.invoice == invoice_id):
        return None
    kept = await Document.select(Document.sha256).where(
        Document.invoice == invoice_id, Document.kind == XML
    )
    rows = (
        await Judgement.select()
        .where(Judgement.invoice == invoice_id)
        .order_by(Judgement.id, ascending=False)
    )
    return ElectronicView(
        sha256=kept[0]["sha256"] if kept else None,
        rules=_last(rows, "rules"),
        schematron=_last(rows, "schematron"),
    )


def _last(rows: list[dict[str, Any]], judge: str) -> Judged | None:
    row = next((each for each in rows if each["judge"] == judge), None)
    return _judged(row) if row else None


def _judged(row: Mapping[str, Any]) -> Judged:
    return Judged(
        ruleset=row["ruleset"],
        opinion=row["opinion"],
        broken=tuple(row["broken"].splitlines()),
        reason=row["reason"],
        at=row["judged_at"].astimezone(ZONE),
    )


async def xml_of(invoice_id: int) -> tuple[DocumentView, bytes | None]:
    """An issued document and the XML of it, from what was frozen at issue: the same bytes always.

    None in its place where the document was issued before there was any. LookupError: nothing was
    issued.
    """
    view = await document_view(invoice_id)
    if view is None or view.number is None:
        raise LookupError("there is no issued document to render")
    row = await Electronic.select(Electronic.notes).where(Electronic.invoice == invoice_id).first()
    if row is None:
        return view, None
    return view, to_xml(einvoice_of(view, notes_from(row["notes"]), view.number))


@dataclass(frozen=True)
class Unjudged:
    """A kept XML that the schematrons have not judged."""

    invoice_id: int
    number: str
    sha256: str
    french: bool


async def unjudged(limit: int, tries: int) -> list[Unjudged]:
    """The oldest XML that no schematron has called valid or invalid in fewer than `tries` times."""
    rows = await Document.raw(
        "SELECT d.invoice AS invoice_id, i.number AS number, d.sha256 AS sha256, e.notes AS notes"
        " FROM document d JOIN invoice i ON i.id = d.invoice"
        " JOIN einvoice e ON e.invoice = d.invoice"
        " WHERE d.kind = 'xml' AND NOT EXISTS (SELECT 1 FROM judgement j WHERE"
        " j.invoice = d.invoice AND j.judge = 'schematron' AND j.opinion <> 'not_checked')"
        " AND (SELECT COUNT(*) FROM judgement t WHERE t.invoice = d.invoice"
        " AND t.judge = 'schematron') < {}"
        " ORDER BY d.id LIMIT {}",
        tries,
        limit,
    )
    return [
        Unjudged(
            row["invoice_id"],
            row["number"],
            row["sha256"],
            any(note.subject == "BAR" for note in notes_from(row["notes"])),
        )
        for row in rows
    ]
