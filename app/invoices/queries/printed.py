"""A document's rows as what is printed of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.invoices import rules
from app.invoices.queries.documents import line_views
from app.invoices.queries.rows import Whole, adjustment_of, deduction_of, part_of
from app.invoices.rules import (
    Credited,
    DocumentView,
    InstalmentPrinted,
    Kind,
    Party,
    Purpose,
    Seller,
)

_SAME = (
    *("number", "language", "service_from", "service_to", "order_number", "note", "operation"),
    *("detail", "delivered_on"),
)
_CENTS = ("net", "vat", "total", "allowances", "charges", "prepaid", "rounding")


def printed(
    whole: Whole,
    *,
    issued_on: date,
    due_on: date,
    seller: Seller,
    buyer: Party,
    mentions: Sequence[str],
    credits: Credited | None,
    corrects: Credited | None,
    paid_on: date | None = None,
) -> DocumentView:
    """A document with positive amounts, from its rows and what is, or would be, frozen on it."""
    row = whole.invoice
    sign = -1 if row["kind"] == Kind.CREDIT_NOTE else 1
    return DocumentView(
        kind=Kind(row["kind"]),
        purpose=Purpose(row["purpose"]),
        issued_on=issued_on,
        due_on=due_on,
        **{name: row[name] for name in _SAME},
        **{name: sign * row[name] for name in _CENTS},
        payable=sign * whole.payable,
        is_grouped=row["grouped_by"] == rules.GROUPED,
        delivery=rules.delivery_from(row["delivery"]),
        debit=rules.debit_from(row["debit"]),
        early=rules.early_discount(row["discount_rate"], row["discount_days"], issued_on),
        mentions=tuple(mentions),
        seller=seller,
        buyer=buyer,
        **_parts(whole, sign),
        credits=credits,
        corrects=corrects,
        paid_on=paid_on,
    )


def _parts(whole: Whole, sign: int) -> dict[str, Any]:
    """The parts with positive amounts."""
    parts = (part_of(each) for each in whole.parts)
    adjustments = (adjustment_of(each) for each in whole.adjustments)
    deductions = (deduction_of(each) for each in whole.deductions)
    return {
        "lines": tuple(
            replace(
                line,
                quantity=sign * line.quantity,
                discount_amount=sign * line.discount_amount,
                net=sign * line.net,
            )
            for line in line_views(whole.lines)
        ),
        "parts": tuple(replace(x, base=sign * x.base, vat=sign * x.vat) for x in parts),
        "adjustments": tuple(
            replace(x, base=sign * x.base, amount=sign * x.amount) for x in adjustments
        ),
        "deductions": tuple(replace(x, vat=sign * x.vat, total=sign * x.total) for x in deductions),
        "instalments": tuple(
            InstalmentPrinted(each["due_on"], sign * each["amount"]) for each in whole.instalments
        ),
    }
