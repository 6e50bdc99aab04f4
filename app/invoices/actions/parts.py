"""The lines and VAT of a draft."""

from collections.abc import Sequence

from app.invoices.rules import LineDraft, Totals
from app.invoices.tables import InvoiceLine, InvoiceVat


async def drop_parts(invoice_id: int) -> None:
    await InvoiceLine.delete().where(InvoiceLine.invoice == invoice_id)
    await InvoiceVat.delete().where(InvoiceVat.invoice == invoice_id)


async def write_parts(invoice_id: int, lines: Sequence[LineDraft], totals: Totals) -> None:
    if not lines:
        return
    await InvoiceLine.insert(
        *[
            InvoiceLine(invoice=invoice_id, position=at, net=net, **vars(line))
            for at, (line, net) in enumerate(zip(lines, totals.nets, strict=True), start=1)
        ]
    )
    await InvoiceVat.insert(
        *[InvoiceVat(invoice=invoice_id, **vars(part)) for part in totals.parts]
    )
