"""What drafts would become on a day: accepted with all that is to be frozen, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.catalogue.queries import ProductView, products
from app.clients.tables import Client
from app.core.errors import Finding, Refused
from app.invoices import rules
from app.invoices.queries.deposits import DepositLeft, deposits
from app.invoices.queries.originals import Original, original_faults, originals
from app.invoices.queries.proving import Proof, Would, prove
from app.invoices.queries.rows import (
    Whole,
    adjustment_of,
    deduction_of,
    line_of,
    part_of,
    plan_of,
)
from app.invoices.queries.stock import short_of
from app.invoices.rules import (
    Candidate,
    Due,
    Kind,
    Party,
    Purpose,
    Sale,
    Seller,
    Subject,
    VatPart,
)
from app.law.queries import law_on
from app.law.rules import Law, LegalValue
from app.settings.queries import business
from app.settings.rules import Business


@dataclass(frozen=True)
class Accepted:
    """A draft that may be issued, and what is copied onto it; `parts` with why there is no VAT."""

    whole: Whole
    due_on: date
    seller: Seller
    buyer: Party
    language: str
    detail: str
    grouped_by: str
    mentions: tuple[str, ...]
    parts: tuple[VatPart, ...]
    dues: tuple[Due, ...]
    operation: str
    sale: Sale
    proof: Proof
    replaces: Original | None

    @property
    def payable(self) -> int:
        """Cents, negative for a credit note."""
        return self.whole.payable


@dataclass(frozen=True)
class _Day:
    """What is the same for every draft judged: the business, the law, the days."""

    shop: Business
    law: Law
    on: date
    last: date | None
    today: date | None


@dataclass(frozen=True)
class _Others:
    """What drafts name: documents they credit or replace, deposits they take off, products."""

    originals: Mapping[int, Original]
    deposits: Mapping[int, DepositLeft]
    products: Mapping[int, ProductView]


async def judge(
    drafts: Sequence[Whole], on: date, last: date | None, today: date | None
) -> tuple[list[Accepted], dict[int, Refused]]:
    """Judge drafts of one series for a day; `last` is the day of its last document."""
    day = _Day(await business(), await law_on(on), on, last, today)
    clients = await _clients({each.invoice["client"] for each in drafts})
    others = await _others(drafts)
    accepted: list[Accepted] = []
    refused: dict[int, Refused] = {}
    for whole in drafts:
        outcome = _judge(whole, clients[whole.invoice["client"]], others, day)
        if isinstance(outcome, Refused):
            refused[whole.invoice["id"]] = outcome
        else:
            accepted.append(outcome)
    return accepted, refused


def _judge(
    whole: Whole, client: Mapping[str, Any], others: _Others, day: _Day
) -> Accepted | Refused:
    row = whole.invoice
    buyer, seller, language = rules.party_of(client), rules.seller_of(day.shop), client["language"]
    due_on = rules.due_day(row, client["terms_days"], day.shop.terms_days, day.on)
    candidate = _candidate(whole, buyer, due_on, day.on)
    subject = subject_of(whole, others.originals, buyer, seller, day.on)
    parts, unreasoned = rules.reasoned(day.law, day.shop, subject, language)
    texts, missing = rules.mentions(day.law, day.shop, replace(subject, parts=parts), language)
    dues = rules.instalments(candidate.plan, whole.payable, due_on)
    would = Would(whole, day.on, seller, buyer, language, subject, parts, dues, texts)
    findings = [
        *rules.refusals(candidate, day.shop, day.law, day.last, day.today),
        *_deposit_faults(whole, others.deposits),
        *original_faults(whole, others.originals, day.on),
        *short_of(whole, others.originals.get(row["corrects"]), others.products),
        *unreasoned,
        *missing,
    ]
    proof = prove(would, day.shop, day.law)
    findings += proof.untold(findings)
    if findings:
        return Refused(findings)
    return Accepted(
        whole=whole,
        due_on=dues[-1].due_on,
        seller=seller,
        buyer=buyer,
        language=language,
        detail=client["invoice_detail"],
        grouped_by=rules.GROUPED if client["invoice_grouped"] else "",
        mentions=tuple(texts),
        parts=parts,
        dues=dues,
        operation=subject.operation,
        sale=sale_of(whole, seller, buyer.country),
        proof=proof,
        replaces=others.originals.get(row["corrects"]) if row["corrects"] else None,
    )


def _candidate(whole: Whole, buyer: Party, due_on: date, on: date) -> Candidate:
    row = whole.invoice
    plan = tuple(plan_of(each) for each in whole.plan)
    return Candidate(
        kind=Kind(row["kind"]),
        on=on,
        due_on=max((each.due_on for each in plan), default=due_on),
        total=row["total"],
        note=row["note"],
        buyer=buyer,
        lines=tuple(line_of(line) for line in whole.lines),
        at_counter=(row["source"] or "").startswith("sale:"),
        purpose=Purpose(row["purpose"]),
        adjustments=tuple(adjustment_of(each) for each in whole.adjustments),
        parts=tuple(part_of(each) for each in whole.parts),
        deductions=tuple(deduction_of(each) for each in whole.deductions),
        plan=plan,
        payable=whole.payable,
        delivery=rules.delivery_from(row["delivery"]),
        delivered=bool(row["delivered_on"] or (row["service_from"] and row["service_to"])),
    )


def subject_of(
    whole: Whole, known: Mapping[int, Original], buyer: Party, seller: Seller, on: date
) -> Subject:
    """What the mentions of a draft depend on."""
    row = whole.invoice
    lines = [line_of(line) for line in whole.lines]
    credits, corrects = known.get(row["credits"] or 0), known.get(row["corrects"] or 0)
    return Subject(
        purpose=row["purpose"],
        buyer_kind=buyer.kind,
        operation=rules.operation(lines, seller).value,
        parts=tuple(part_of(each) for each in whole.parts),
        credits=credits.credited if credits else None,
        corrects=corrects.credited if corrects else None,
        early=rules.early_discount(row["discount_rate"], row["discount_days"], on),
        note=row["note"],
    )


def sale_of(whole: Whole, seller: Seller, country: str) -> Sale:
    """A document as the books see it; `country` is its buyer's."""
    row = whole.invoice
    lines = [line_of(line) for line in whole.lines]
    nets = [line["net"] for line in whole.lines]
    adjustments = [adjustment_of(each) for each in whole.adjustments]
    parts = [part_of(each) for each in whole.parts]
    services = rules.vat_of_services(lines, nets, adjustments, parts, seller)
    waiting = rules.waiting(
        purpose=row["purpose"],
        vat=row["vat"],
        services=services,
        prepaid_vat=row["prepaid_vat"],
        payable=whole.payable,
        seller=seller,
    )
    return Sale(
        client_id=row["client"],
        purpose=row["purpose"],
        sales=rules.sales(lines, nets, adjustments, seller, country),
        charges=row["charges"],
        vat=row["vat"],
        waiting=waiting,
        prepaid=row["prepaid"],
        prepaid_vat=row["prepaid_vat"],
        rounding=row["rounding"],
    )


def _deposit_faults(whole: Whole, known: Mapping[int, DepositLeft]) -> list[Finding]:
    if whole.invoice["kind"] != Kind.INVOICE:
        return []
    taken = [deduction_of(each) for each in whole.deductions]
    return rules.deduction_faults(
        taken, {each: (left.total, left.open) for each, left in known.items()}, whole.payable
    )


async def _others(drafts: Sequence[Whole]) -> _Others:
    rows = [each.invoice for each in drafts]
    named = {row[name] for row in rows for name in ("credits", "corrects") if row[name]}
    wanted = {part["deposit"] for each in drafts for part in each.deductions}
    corrected = [row["corrects"] for row in rows]
    sold = {line["product"] for each in drafts for line in each.lines if line["product"]}
    return _Others(
        await originals(sorted(named)),
        await deposits(sorted(wanted), corrected),
        await products(sold),
    )


async def mentions_to_confirm(on: date) -> list[LegalValue]:
    """The mentions that documents of a day leave out until someone has confirmed them."""
    return rules.to_confirm(await law_on(on), await business())


async def _clients(ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = await Client.select().where(Client.id.is_in(list(ids)))
    return {row["id"]: row for row in rows}
