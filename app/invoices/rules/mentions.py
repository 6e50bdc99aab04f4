"""The legal mentions of a document, and why its lines bear no VAT, in the buyer's language."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.errors import Finding, Refused
from app.core.formats import day, percent
from app.invoices.rules.kinds import Operation
from app.invoices.rules.values import Credited, VatPart
from app.invoices.rules.vat import FRANCHISE, Category, reason_code
from app.law.rules import Law, LegalValue
from app.settings.rules import Business

# Not required by law, or not on the invoice: left out while nobody has confirmed the wording.
OPTIONAL = ("mention.vat_on_receipts", "mention.consumer_mediator", "mention.penalty_public")


@dataclass(frozen=True)
class Subject:
    """What a document is, as far as its mentions depend on it.

    `early` is the discount for paying early, (basis points, last day); `note` what was typed on
    it: the reason of exempt lines that name none.
    """

    purpose: str
    buyer_kind: str
    operation: str
    parts: tuple[VatPart, ...]
    credits: Credited | None = None
    corrects: Credited | None = None
    early: tuple[int, date] | None = None
    note: str = ""


def early_discount(rate: int | None, days: int | None, on: date) -> tuple[int, date] | None:
    """The rate and the last day of a discount for paying early, of a document issued on a day."""
    return (rate, on + timedelta(days=days)) if rate and days is not None else None


def reasoned(
    law: Law, business: Business, subject: Subject, language: str
) -> tuple[tuple[VatPart, ...], list[Finding]]:
    """The parts with the code and text of why they bear no VAT, and the texts that are missing."""
    parts: list[VatPart] = []
    missing: list[Finding] = []
    for part in subject.parts:
        code = reason_code(part.category, part.reason_code, business.charges_vat)
        try:
            text = _reason(law, code, part, subject.note, language)
        except Refused as refused:
            text = ""
            missing += refused.findings
        parts.append(replace(part, reason_code=code, reason=text))
    return tuple(parts), missing


def _reason(law: Law, code: str, part: VatPart, note: str, language: str) -> str:
    if code == FRANCHISE:
        return law.text("mention.franchise", language)
    if code:
        return law.text(f"exemption.{code}", language)
    return " ".join(note.split()) if part.category == Category.EXEMPT else ""


def mentions(
    law: Law, business: Business, subject: Subject, language: str
) -> tuple[list[str], list[Finding]]:
    """The texts to print, and those that are missing.

    C. com. L441-9: discount, penalties and the 40 € are between professionals only. A public
    body pays the rate of its own rules (CCP R2192-31), printed when that text is known.
    """
    texts: list[str] = []
    missing: list[Finding] = []
    keys = _wanted(law, business, subject)
    for wanted in (key for key in keys if key not in OPTIONAL or law.is_confirmed(key)):
        try:
            texts.append(mention(law, business, subject, wanted, language))
        except Refused as refused:
            missing += refused.findings
    note = " ".join(subject.note.split())
    said = {part.reason for part in subject.parts if part.reason and part.reason != note}
    texts += [each for each in dict.fromkeys(sorted(said)) if each not in texts]
    return texts, missing


def to_confirm(law: Law, business: Business) -> list[LegalValue]:
    """The mentions that this business's documents leave out until someone has confirmed them."""
    wanted = {
        key
        for kind in ("company", "consumer", "public")
        for key in _wanted(law, business, Subject("ordinary", kind, business.activity, ()))
        if key in OPTIONAL
    }
    return [law.values[key] for key in sorted(wanted) if law.has(key) and not law.is_confirmed(key)]


def _wanted(law: Law, business: Business, subject: Subject) -> list[str]:
    wanted = ["mention.credit_note"] if subject.credits else []
    wanted += ["mention.corrected"] if subject.corrects else []
    if not business.charges_vat:
        wanted.append("mention.franchise")
    elif subject.operation != Operation.GOODS:
        wanted.append(
            "mention.vat_on_debits" if business.vat_on_debits else "mention.vat_on_receipts"
        )
    operation = f"mention.operation.{subject.operation}"
    wanted += [operation] if law.has(operation) else []
    if subject.credits:
        return wanted
    if subject.buyer_kind == "consumer":
        wanted += ["mention.early_discount"] if subject.early else []
        return [*wanted, "mention.consumer_mediator"] if business.mediator else wanted
    penalty = "mention.penalty" if subject.buyer_kind == "company" else "mention.penalty_public"
    wanted += ["mention.early_discount"] if subject.early else ["mention.no_discount"]
    return [*wanted, penalty, "mention.indemnity"]


def mention(law: Law, business: Business, subject: Subject, key: str, language: str) -> str:
    """One text, with the facts of the document. Refused (law.missing): there is none."""
    if key == "mention.penalty":
        return law.penalty(language, business.penalty_rate, business.penalty_basis)
    if key == "mention.no_discount" and business.discount_terms:
        return business.discount_terms
    text = law.text(key, language)
    of = subject.credits if key == "mention.credit_note" else subject.corrects
    if key in ("mention.credit_note", "mention.corrected") and of:
        return text % {"number": of.number, "day": day(of.issued_on, language)}
    if key == "mention.early_discount" and subject.early:
        rate, until = subject.early
        return text % {"rate": percent(rate, language), "day": day(until, language)}
    if key == "mention.consumer_mediator":
        return text % {"mediator": business.mediator}
    return text
