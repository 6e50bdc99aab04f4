"""What keeps a draft from being issued: every reason at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Finding, finding
from app.core.money import Euros
from app.invoices.rules.contradictions import vat_faults
from app.invoices.rules.kinds import Kind, Purpose
from app.invoices.rules.plans import plan_faults
from app.invoices.rules.totals import net_of
from app.invoices.rules.values import (
    Adjustment,
    Deduction,
    Delivery,
    LineDraft,
    Party,
    PlanPart,
    VatPart,
)
from app.invoices.rules.vat import Supply, taxed
from app.law.rules import Law
from app.settings.rules import Business


@dataclass(frozen=True)
class Candidate:
    """A draft as it would be issued: `on` its date, `due_on` its due day, amounts in cents.

    `at_counter`: sold over the counter, where a private customer may stay without an address.
    """

    kind: Kind
    on: date
    due_on: date
    total: int
    note: str
    buyer: Party
    lines: tuple[LineDraft, ...]
    at_counter: bool = False
    purpose: Purpose = Purpose.ORDINARY
    adjustments: tuple[Adjustment, ...] = ()
    parts: tuple[VatPart, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    plan: tuple[PlanPart, ...] = ()
    payable: int = 0
    delivery: Delivery | None = None
    delivered: bool = False


def refusals(
    candidate: Candidate,
    business: Business,
    law: Law,
    last_issued_on: date | None,
    today: date | None,
) -> list[Finding]:
    """Everything that is missing or wrong; empty when the draft may be issued."""
    return [
        *_business(business),
        *_buyer(candidate),
        *_lines(candidate),
        *_adjustments(candidate),
        *vat_faults(
            taxed(candidate.lines, candidate.adjustments),
            Supply(
                candidate.buyer,
                candidate.delivery,
                candidate.delivered,
                bool(candidate.note.strip()),
            ),
            business,
            law,
            candidate.kind is Kind.CREDIT_NOTE,
        ),
        *plan_faults(candidate.plan, candidate.payable, candidate.on),
        *_days(candidate, law, last_issued_on, today),
    ]


def _business(business: Business) -> Iterator[Finding]:
    wanted = {"name": business.name, "street": business.street, "town": business.town}
    if not all(wanted.values()):
        yield finding(
            "invoices.business_address",
            "The name or address of the business is missing. Fill it in under Settings.",
        )
    if not business.siren:
        yield finding(
            "invoices.business_siren",
            "The SIREN of the business is missing. Fill it in under Settings.",
        )
    if business.charges_vat and not business.vat_number:
        yield finding(
            "invoices.business_vat",
            "The VAT number of the business is missing. Fill it in under Settings.",
        )


def _buyer(candidate: Candidate) -> Iterator[Finding]:
    buyer = candidate.buyer
    if not buyer.name:
        yield finding("invoices.client_name", "The client has no name.", "client")
    # The note of a counter sale leaves the address out where the customer objects (arrêté 83-50/A,
    # art. 3); a credit note takes over what its invoice had.
    passer_by = buyer.kind == "consumer" and (
        candidate.at_counter or candidate.kind is Kind.CREDIT_NOTE
    )
    has_address = buyer.street and buyer.town and (buyer.postcode or buyer.country != "FR")
    if not has_address and not passer_by:
        yield finding(
            "invoices.client_address",
            "%(client)s has no full address (street, postcode, town).",
            "client",
            client=buyer.name,
        )
    if buyer.kind == "company" and buyer.country == "FR" and not buyer.siren:
        yield finding(
            "invoices.client_siren",
            "%(client)s is a company without a SIREN.",
            "client",
            client=buyer.name,
        )


def _lines(candidate: Candidate) -> Iterator[Finding]:
    if not candidate.lines:
        yield finding("invoices.no_lines", "There is no line to invoice.")
    elif candidate.kind is Kind.INVOICE and candidate.total <= 0:
        yield finding(
            "invoices.not_positive",
            "The total must be more than zero. To give money back, make a credit note.",
        )
    for at, line in enumerate(candidate.lines):
        if not line.label.strip():
            yield finding(
                "invoices.no_label",
                "Line %(line)s does not say what is sold.",
                f"line-{at}-label",
                line=at + 1,
            )
        if line.unit_price < 0:
            yield finding(
                "invoices.price_negative",
                "Line %(line)s: a price is never negative. Make the quantity negative instead.",
                f"line-{at}-unit_price",
                line=at + 1,
            )
        gross = net_of(line) + line.discount_amount
        if candidate.kind is Kind.INVOICE and abs(line.discount_amount) > abs(gross):
            yield finding(
                "invoices.discount_too_large",
                "Line %(line)s: the discount is more than the line.",
                f"line-{at}-discount_amount",
                line=at + 1,
            )


def _adjustments(candidate: Candidate) -> Iterator[Finding]:
    """BR-33 and BR-38: an allowance or charge says why; none makes its rate negative."""
    for at, each in enumerate(candidate.adjustments):
        if not each.reason.strip():
            yield finding(
                "invoices.adjustment_reason",
                "A discount or charge on the whole document must say why.",
                f"adjustment-{at}-reason",
            )
    if candidate.kind is Kind.CREDIT_NOTE or not candidate.adjustments:
        return
    for part in candidate.parts:
        if part.base < 0:
            yield finding(
                "invoices.adjustment_too_large",
                "The discounts are more than what is sold at the same VAT rate: %(base)s left.",
                base=Euros(part.base),
            )


def _days(
    candidate: Candidate, law: Law, last_issued_on: date | None, today: date | None
) -> Iterator[Finding]:
    if last_issued_on and candidate.on < last_issued_on:
        yield finding(
            "invoices.date_before",
            "The last one of this series is of %(last)s: this one cannot be of an earlier day.",
            "issued_on",
            last=last_issued_on,
        )
    if today and candidate.on > today:
        yield finding(
            "invoices.date_after", "A document cannot be dated in the future.", "issued_on"
        )
    if candidate.due_on < candidate.on:
        yield finding(
            "invoices.due_before",
            "It would be due on %(due)s, before it is issued.",
            "due_on",
            due=candidate.due_on,
        )
    yield from _cap(candidate, law)


def _cap(candidate: Candidate, law: Law) -> Iterator[Finding]:
    """60 days from the invoice's date between companies (C. com. L441-10)."""
    if candidate.buyer.kind != "company" or not law.has("terms.cap_days"):
        return
    cap = law.number("terms.cap_days")
    if (candidate.due_on - candidate.on).days > cap:
        yield finding(
            "invoices.terms_cap",
            "Between companies the term is at most %(days)s days from the invoice’s date.",
            "due_on",
            days=cap,
        )
