"""The lines, VAT, allowances, deposits and plan of a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.catalogue.queries import products
from app.invoices.actions.drafts import Content
from app.invoices.rules import LineDraft
from app.invoices.tables import (
    InvoiceAdjustment,
    InvoiceDeduction,
    InvoiceLine,
    InvoicePlan,
    InvoiceVat,
)

_TABLES: tuple[Any, ...] = (
    InvoiceLine,
    InvoiceVat,
    InvoiceAdjustment,
    InvoiceDeduction,
    InvoicePlan,
)
_ROWS_A_STATEMENT = 500


async def _accounts(ready: Sequence[tuple[int, Content]]) -> dict[int, str]:
    sold = {line.product for _, content in ready for line in content.lines if line.product}
    return {key: each.account for key, each in (await products(sold)).items()}


def _columns(line: LineDraft, accounts: Mapping[int, str]) -> dict[str, Any]:
    """What takes a line back is booked where that line was; else its product says it."""
    columns = dict(vars(line))
    if line.product is not None and line.credits_line is None:
        columns["account"] = accounts.get(line.product, "")
    return columns


async def drop_parts(invoice_id: int) -> None:
    for table in _TABLES:
        await table.delete().where(table.invoice == invoice_id)


async def write_parts(invoice_id: int, content: Content) -> None:
    await write_many_parts([(invoice_id, content)])


async def write_many_parts(ready: Sequence[tuple[int, Content]]) -> None:
    """The parts of many drafts, a few statements in all."""
    rows: dict[Any, list[Any]] = {table: [] for table in _TABLES}
    accounts = await _accounts(ready)
    for key, content in ready:
        nets = content.totals.nets
        rows[InvoiceLine] += [
            InvoiceLine(invoice=key, position=at, net=net, **_columns(line, accounts))
            for at, (line, net) in enumerate(zip(content.lines, nets, strict=True), start=1)
        ]
        rows[InvoiceVat] += [InvoiceVat(invoice=key, **vars(part)) for part in content.totals.parts]
        for table, parts in (
            (InvoiceAdjustment, content.adjustments),
            (InvoicePlan, content.plan),
        ):
            rows[table] += [
                table(invoice=key, position=at, **vars(part))
                for at, part in enumerate(parts, start=1)
            ]
        rows[InvoiceDeduction] += [
            InvoiceDeduction(invoice=key, **vars(part)) for part in content.deductions
        ]
    for table, every in rows.items():
        for start in range(0, len(every), _ROWS_A_STATEMENT):
            await table.insert(*every[start : start + _ROWS_A_STATEMENT])
