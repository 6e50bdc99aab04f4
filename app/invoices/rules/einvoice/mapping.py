"""A document as it is printed, in the terms of EN 16931.

Nothing is invented: what the document does not have is absent, and a rule says so where it must be
there.
"""

from collections.abc import Sequence

from app.core.formats import day, money
from app.core.money import line_net
from app.invoices.rules.einvoice.codes import unit_code
from app.invoices.rules.einvoice.model import (
    Allowance,
    EInvoice,
    Line,
    Note,
    Period,
    Preceding,
    Sums,
    Vat,
)
from app.invoices.rules.einvoice.trading import buyer_of, delivery_of, payment_of, seller_of
from app.invoices.rules.kinds import Kind, Operation, Purpose
from app.invoices.rules.printed import DocumentView, LineView
from app.invoices.rules.values import Adjustment

_KINDS = {Purpose.DEPOSIT: "386", Purpose.CORRECTED: "384"}
_DISCOUNT = {"fr": "Remise", "en": "Discount"}
_CODE_OF_DISCOUNT = "95"
OUTSIDE = "O"


def einvoice_of(view: DocumentView, notes: Sequence[Note], number: str) -> EInvoice:
    """The electronic invoice of a document; `number` is the one it has, or would have."""
    untaxed = all(part.category == OUTSIDE for part in view.parts)
    return EInvoice(
        number=number,
        issued_on=view.issued_on,
        kind=kind_code(view),
        seller=seller_of(view.seller, view.language, untaxed=untaxed),
        buyer=buyer_of(view.buyer, untaxed=untaxed),
        lines=tuple(_line(at, each, view.language) for at, each in enumerate(view.lines, start=1)),
        vat=tuple(
            Vat(p.category, _rate(p.category, p.rate), p.base, p.vat, p.reason, p.reason_code)
            for p in view.parts
        ),
        sums=_sums(view),
        frame=_frame(view),
        due_on=view.paid_on or view.due_on,
        terms=_terms(view),
        notes=tuple(notes),
        preceding=_preceding(view),
        payment=payment_of(view, number),
        delivery=delivery_of(view),
        period=Period(view.service_from, view.service_to) if _has_period(view) else None,
        allowances=tuple(_adjustment(each) for each in view.adjustments),
        order=view.order_number,
        vat_point_code=_vat_point(view),
    )


def kind_code(view: DocumentView) -> str:
    """BT-3: 381 credit note, 384 corrected invoice, 386 deposit invoice, 380 any other."""
    if view.kind is Kind.CREDIT_NOTE:
        return "381"
    return _KINDS.get(view.purpose, "380")


def _frame(view: DocumentView) -> str:
    """BT-23. What was paid with a rounding is not the total to the cent, as frame 2 wants it
    (BR-FR-CO-09): it is an ordinary one, with nothing left to pay."""
    if view.paid_on and view.rounding:
        return f"{view.frame[0]}1"
    return view.frame


def _line(at: int, line: LineView, language: str) -> Line:
    return Line(
        id=str(at),
        name=line.label,
        quantity=line.quantity,
        unit=unit_code(line.unit),
        price=line.unit_price,
        net=line.net,
        category=line.vat_category,
        rate=_rate(line.vat_category, line.vat_rate),
        description=line.detail,
        allowances=tuple(_discounts(line, language)),
    )


def _discounts(line: LineView, language: str) -> list[Allowance]:
    """The percentage first, then the amount; together exactly what the net is less."""
    reason = _DISCOUNT.get(language, _DISCOUNT["fr"])
    whole = line_net(line.quantity, line.unit_price)
    off = whole - line.net - line.discount_amount
    found = []
    if off:
        found.append(
            Allowance(off, reason, _CODE_OF_DISCOUNT, base=whole, percent=line.discount or None)
        )
    if line.discount_amount:
        found.append(Allowance(line.discount_amount, reason, _CODE_OF_DISCOUNT))
    return found


def _adjustment(each: Adjustment) -> Allowance:
    return Allowance(
        amount=each.amount,
        reason=each.reason,
        reason_code=each.reason_code,
        is_charge=each.kind == "charge",
        base=each.base if each.percent is not None else None,
        percent=each.percent,
        category=each.vat_category,
        rate=_rate(each.vat_category, each.vat_rate),
    )


def _rate(category: str, rate: int) -> int | None:
    return None if category == OUTSIDE else rate


def _sums(view: DocumentView) -> Sums:
    paid = view.total + view.rounding if view.paid_on else view.prepaid
    return Sums(
        lines=view.lines_net,
        net=view.net,
        vat=view.vat,
        total=view.total,
        payable=0 if view.paid_on else view.payable,
        allowances=view.allowances,
        charges=view.charges,
        paid=paid,
        rounding=view.rounding,
    )


def _terms(view: DocumentView) -> str:
    """BT-20: the instalments, a line each, where there are several."""
    if len(view.instalments) < 2 or view.paid_on:
        return ""
    return "\n".join(
        f"{day(each.due_on, view.language)} : {money(each.amount, view.language)}"
        for each in view.instalments
    )


def _preceding(view: DocumentView) -> tuple[Preceding, ...]:
    """BG-3: what is credited or replaced, alone (BR-FR-CO-04); else the deposits taken off."""
    named = [each for each in (view.credits, view.corrects) if each]
    if named:
        return tuple(Preceding(each.number, each.issued_on) for each in named)
    return tuple(Preceding(each.number, each.issued_on) for each in view.deductions)


def _has_period(view: DocumentView) -> bool:
    return bool(view.service_from or view.service_to)


def _vat_point(view: DocumentView) -> str:
    """BT-8: 72 when paid, 5 at the invoice's date, 29 at delivery; "" where it is not one of them.

    Only where there is VAT; a document of goods and services has no single answer without the
    option for debits.
    """
    if not any(part.category == "S" for part in view.parts):
        return ""
    if view.seller.vat_on_debits:
        return "5"
    if view.purpose is Purpose.DEPOSIT:
        return "72"
    return {Operation.SERVICES: "72", Operation.GOODS: "29"}.get(Operation(view.operation), "")
