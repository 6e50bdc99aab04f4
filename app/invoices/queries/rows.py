"""Documents as raw rows with their parts, many at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from piccolo.columns import Column, Date
from piccolo.table import Table

from app.invoices.rules import PROVED, Adjustment, Deduction, LineDraft, PlanPart, VatPart
from app.invoices.tables import (
    Instalment,
    Invoice,
    InvoiceAdjustment,
    InvoiceDeduction,
    InvoiceLine,
    InvoicePlan,
    InvoiceVat,
)

Row = dict[str, Any]


@dataclass
class Whole:
    """One document's row and those of its parts, by position."""

    invoice: Row
    lines: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    instalments: list[Row] = field(default_factory=list)
    adjustments: list[Row] = field(default_factory=list)
    deductions: list[Row] = field(default_factory=list)
    plan: list[Row] = field(default_factory=list)

    @property
    def payable(self) -> int:
        """What is to pay in cents (BT-115); negative of a credit note."""
        return payable(self.invoice)


def payable(row: Mapping[str, Any]) -> int:
    """Total with VAT, less deposits, with the rounding of a price that included VAT."""
    return int(row["total"] - row["prepaid"] + row["rounding"])


# (part of Whole, table, column that orders it)
_PARTS: tuple[tuple[str, type[Table], str], ...] = (
    ("lines", InvoiceLine, "position"),
    ("parts", InvoiceVat, "id"),
    ("instalments", Instalment, "position"),
    ("adjustments", InvoiceAdjustment, "position"),
    ("deductions", InvoiceDeduction, "id"),
    ("plan", InvoicePlan, "position"),
)


async def load(ids: Sequence[int]) -> dict[int, Whole]:
    """Documents by id, seven statements for all of them; ids that do not exist are left out."""
    return await _load(ids, _every)


async def load_proved(ids: Sequence[int]) -> dict[int, Whole]:
    """As `load`, with nothing but the columns that the chain proves, and days as text."""
    return await _load(ids, _proved)


async def _load(ids: Sequence[int], columns: Callable[[str, type[Table]], str]) -> dict[int, Whole]:
    if not ids:
        return {}
    # Written out: a place for each number costs more than reading the row.
    wanted = ", ".join(str(int(each)) for each in ids)
    rows = await Invoice.raw(
        f"SELECT {columns('invoice', Invoice)} FROM invoice WHERE id IN ({wanted}) ORDER BY id"
    )
    found = {row["id"]: Whole(row) for row in rows}
    for name, table, order in _PARTS:
        rows = await table.raw(
            f"SELECT {columns(name, table)} FROM {table._meta.tablename}"
            f" WHERE invoice IN ({wanted}) ORDER BY {order}"
        )
        for row in rows:
            getattr(found[row["invoice"]], name).append(row)
    return found


def _every(part: str, table: type[Table]) -> str:
    return "*"


def _proved(part: str, table: type[Table]) -> str:
    days = {column._meta.db_column_name for column in table._meta.columns if _is_day(column)}
    proved = (f"CAST({name} AS TEXT) AS {name}" if name in days else name for name in PROVED[part])
    return ", ".join(("id" if part == "invoice" else "invoice", *proved))


def _is_day(column: Column) -> bool:
    return isinstance(column, Date)


def line_of(row: Row) -> LineDraft:
    """A line's row as the line it was typed as."""
    return LineDraft(**{name: row[name] for name in LineDraft.__dataclass_fields__})


def adjustment_of(row: Row) -> Adjustment:
    """An allowance's or charge's row as a value."""
    return Adjustment(**{name: row[name] for name in Adjustment.__dataclass_fields__})


def part_of(row: Row) -> VatPart:
    """VAT of one rate, as a value."""
    return VatPart(**{name: row[name] for name in VatPart.__dataclass_fields__})


def deduction_of(row: Row) -> Deduction:
    """A deposit taken off, as a value."""
    return Deduction(**{name: row[name] for name in Deduction.__dataclass_fields__})


def plan_of(row: Row) -> PlanPart:
    """A planned instalment, as a value."""
    return PlanPart(row["due_on"], row["amount"], row["percent"])
