"""Documents as raw rows with their parts, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.invoices.rules import LineDraft
from app.invoices.tables import Instalment, Invoice, InvoiceLine, InvoiceVat

Row = dict[str, Any]


@dataclass
class Whole:
    """One document's row, its lines by position, its VAT parts and its instalments."""

    invoice: Row
    lines: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    instalments: list[Row] = field(default_factory=list)


async def load(ids: Sequence[int]) -> dict[int, Whole]:
    """Documents by id, four statements for all of them; ids that do not exist are left out."""
    if not ids:
        return {}
    wanted = list(ids)
    rows = await Invoice.select().where(Invoice.id.is_in(wanted)).order_by(Invoice.id)
    found = {row["id"]: Whole(row) for row in rows}
    lines = (
        await InvoiceLine.select()
        .where(InvoiceLine.invoice.is_in(wanted))
        .order_by(InvoiceLine.position)
    )
    for line in lines:
        found[line["invoice"]].lines.append(line)
    for part in (
        await InvoiceVat.select().where(InvoiceVat.invoice.is_in(wanted)).order_by(InvoiceVat.id)
    ):
        found[part["invoice"]].parts.append(part)
    for each in (
        await Instalment.select()
        .where(Instalment.invoice.is_in(wanted))
        .order_by(Instalment.position)
    ):
        found[each["invoice"]].instalments.append(each)
    return found


def line_of(row: Row) -> LineDraft:
    """A line's row as the line it was typed as."""
    return LineDraft(
        label=row["label"],
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        vat_rate=row["vat_rate"],
        detail=row["detail"],
        unit=row["unit"],
        discount=row["discount"],
        vat_category=row["vat_category"],
    )
