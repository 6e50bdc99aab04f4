"""The proof of an issue: the electronic invoice that a draft would be, and what our rules say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.errors import Finding
from app.invoices import rules
from app.invoices.queries.printed import printed
from app.invoices.queries.rows import Whole
from app.invoices.rules import Due, Kind, Party, Seller, Subject, VatPart
from app.invoices.rules.einvoice import Note, Verdict, einvoice_of, is_french, judge, notes, untold
from app.law.rules import Law
from app.settings.rules import Business


@dataclass(frozen=True)
class Would:
    """What a draft would be issued with on a day."""

    whole: Whole
    on: date
    seller: Seller
    buyer: Party
    language: str
    subject: Subject
    parts: Sequence[VatPart]
    dues: Sequence[Due]
    mentions: Sequence[str]


@dataclass(frozen=True)
class Proof:
    """What the electronic invoice says by code, and what our rules say of it."""

    notes: tuple[Note, ...]
    verdict: Verdict

    def untold(self, told: Sequence[Finding]) -> list[Finding]:
        """Its findings that others have not told."""
        return untold(self.verdict.findings, told)


def prove(would: Would, shop: Business, law: Law) -> Proof:
    """Judge the electronic invoice that a draft would be; its number is not known yet, and stands
    for one of its series."""
    said = notes(law, shop, would.buyer, would.subject, would.mentions, would.language)
    credit = would.whole.invoice["kind"] == Kind.CREDIT_NOTE
    format = shop.credit_note_format if credit else shop.invoice_format
    view = printed(
        _as_issued(would),
        issued_on=would.on,
        due_on=would.dues[-1].due_on,
        seller=would.seller,
        buyer=would.buyer,
        mentions=would.mentions,
        credits=would.subject.credits,
        corrects=would.subject.corrects,
    )
    einvoice = einvoice_of(view, said, rules.number(format, would.on, 1))
    return Proof(said, judge(einvoice, french=is_french(law, would.buyer)))


def _as_issued(would: Would) -> Whole:
    """The rows with what will be frozen on them."""
    reasons = [{"reason_code": part.reason_code, "reason": part.reason} for part in would.parts]
    frozen = {"operation": would.subject.operation, "language": would.language}
    return replace(
        would.whole,
        invoice=would.whole.invoice | frozen,
        parts=[row | said for row, said in zip(would.whole.parts, reasons, strict=True)],
        instalments=[{"due_on": due.due_on, "amount": due.amount} for due in would.dues],
    )
