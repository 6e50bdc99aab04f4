"""Rows of contracts and their schedule as the rules' values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.contracts.rules import Billing, Frequency, Line, Part, Row, Span, State, Terms
from app.contracts.tables import ContractLine, ContractPause, ScheduleEntry

CHUNK = 500


def terms_of(row: Mapping[str, Any]) -> Terms:
    """The terms in a row of `contract`."""
    return Terms(
        Frequency(row["frequency"]),
        Billing(row["billing"]),
        row["anchor_day"],
        row["start_on"],
        row["end_on"],
        row["max_entries"],
        row["every"],
        row["second_day"],
    )


def line_of(row: Mapping[str, Any]) -> Line:
    """A row of `contract_line`."""
    return Line(
        label=row["label"],
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        vat_rate=row["vat_rate"],
        unit=row["unit"],
        discount=row["discount"],
        vat_category=row["vat_category"],
    )


def row_of(row: Mapping[str, Any]) -> Row:
    """A row of `schedule_entry`."""
    return Row(
        row["id"],
        row["n"],
        row["period_from"],
        row["period_to"],
        row["days"],
        row["full_days"],
        row["planned_on"],
        row["bill_on"],
        State(row["state"]),
    )


def part_of(row: Mapping[str, Any]) -> Part:
    """What a row of `schedule_entry` bills."""
    return Part(row["period_from"], row["period_to"], row["days"], row["full_days"], row["net"])


async def schedule_rows(contract_id: int) -> list[Row]:
    """Every entry of a contract, in order."""
    rows = (
        await ScheduleEntry.select()
        .where(ScheduleEntry.contract == contract_id)
        .order_by(ScheduleEntry.n)
    )
    return [row_of(row) for row in rows]


async def lines_by_contract(ids: Iterable[int]) -> dict[int, list[Line]]:
    """The lines of several contracts, in their order."""
    found: dict[int, list[Line]] = {}
    for some in chunks(sorted(set(ids))):
        rows = (
            await ContractLine.select()
            .where(ContractLine.contract.is_in(some))
            .order_by(ContractLine.position)
        )
        for row in rows:
            found.setdefault(row["contract"], []).append(line_of(row))
    return found


async def spans_by_contract(ids: Iterable[int]) -> dict[int, list[Span]]:
    """The pauses of several contracts, oldest first."""
    found: dict[int, list[Span]] = {}
    for some in chunks(sorted(set(ids))):
        rows = (
            await ContractPause.select()
            .where(ContractPause.contract.is_in(some))
            .order_by(ContractPause.from_on)
        )
        for row in rows:
            span = Span(row["id"], row["from_on"], row["until_on"])
            found.setdefault(row["contract"], []).append(span)
    return found


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterable[list[int]]:
    """Slices short enough for one statement."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
