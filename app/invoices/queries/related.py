"""The documents around one: deposits asked for it, what took them off, its correction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.invoices.queries.rows import payable
from app.invoices.queries.values import InvoiceView
from app.invoices.tables import Invoice, InvoiceDeduction


@dataclass(frozen=True)
class Neighbour:
    """Another document: `number` is None on a draft; cents to pay by it."""

    id: int
    number: str | None
    issued_on: date | None
    payable: int


@dataclass(frozen=True)
class Related:
    """`deposits` were asked for this document, `basis` is the one that a deposit was asked for,
    `taken_off_by` have a deposit taken off, `correction` is the draft that would replace it."""

    deposits: tuple[Neighbour, ...]
    basis: Neighbour | None
    taken_off_by: tuple[Neighbour, ...]
    correction: Neighbour | None


async def related(view: InvoiceView) -> Related:
    """What stands around one document."""
    users = await InvoiceDeduction.select(InvoiceDeduction.invoice).where(
        InvoiceDeduction.deposit == view.id
    )
    basis = await _named(Invoice.id == view.basis) if view.basis else []
    correction = await _named(Invoice.corrects == view.id, Invoice.state == "draft")
    return Related(
        deposits=tuple(await _named(Invoice.basis == view.id)),
        basis=next(iter(basis), None),
        taken_off_by=tuple(await _named(Invoice.id.is_in([x["invoice"] for x in users] or [0]))),
        correction=next(iter(correction), None),
    )


async def _named(*where: Any) -> list[Neighbour]:
    rows = (
        await Invoice.select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.total,
            Invoice.prepaid,
            Invoice.rounding,
        )
        .where(*where)
        .order_by(Invoice.id)
    )
    return [Neighbour(x["id"], x["number"], x["issued_on"], payable(x)) for x in rows]
