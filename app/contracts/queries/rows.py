"""Rows of contracts and their schedule as the rules' values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.contracts.rules import (
    Amendment,
    Behind,
    Billing,
    Cause,
    Frequency,
    Line,
    Part,
    Renewal,
    Row,
    Slot,
    Span,
    State,
    Terms,
    Trial,
    TrialUnit,
    Versions,
    kept_quantities,
)
from app.contracts.tables import ContractAmendment, ContractLine, ContractPause, ScheduleEntry

CHUNK = 500
# What the terms of a contract `c` are read from.
TERMS = (
    " c.frequency, c.billing, c.anchor_day, c.start_on, c.end_on, c.max_entries, c.every,"
    " c.second_day, c.is_split, c.trial_length, c.trial_unit, c.trial_net, c.trial_tells"
)
# Where an entry `e` of a contract `c` stands in what is spread, or in a trial.
SLOT = (
    " e.quantities, c.trial_net, c.is_split, c.max_entries AS slots,"
    " CASE WHEN c.is_split THEN (SELECT COALESCE(CAST(SUM(f.net) AS BIGINT), 0)"
    " FROM schedule_entry f WHERE f.contract = e.contract AND f.n < e.n) END AS spread_before"
)


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
        bool(row["is_split"]),
        trial_of(row),
    )


def trial_of(row: Mapping[str, Any]) -> Trial | None:
    """The trial in a row of `contract`."""
    if row["trial_length"] is None:
        return None
    unit = TrialUnit(row["trial_unit"])
    return Trial(row["trial_length"], unit, row["trial_net"], bool(row["trial_tells"]))


def renewal_of(row: Mapping[str, Any]) -> Renewal | None:
    """The tacit renewal in a row of `contract`."""
    if row["initial_months"] is None:
        return None
    return Renewal(
        row["initial_months"], row["renewal_months"], row["notice_months"], bool(row["informs"])
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
        row["net"] is not None,
    )


def part_of(row: Mapping[str, Any]) -> Part:
    """What a row of `schedule_entry`, read with its `SLOT`, bills."""
    slot = Slot(row["n"], row["slots"], row["spread_before"]) if row["is_split"] else None
    days = (row["period_from"], row["period_to"], row["days"], row["full_days"])
    is_trial = row["n"] == 1 and row["trial_net"] > 0
    typed = kept_quantities(row["quantities"])
    return Part(*days, row["net"], slot, is_trial, row["n"], typed)


async def schedule_rows(contract_id: int) -> list[Row]:
    """Every entry of a contract, in order."""
    rows = (
        await ScheduleEntry.select()
        .where(ScheduleEntry.contract == contract_id)
        .order_by(ScheduleEntry.n)
    )
    return [row_of(row) for row in rows]


async def versions_by_contract(ids: Iterable[int]) -> dict[int, Versions]:
    """The lines of several contracts, as agreed first and as amended, each in their order."""
    found: dict[int, Versions] = {}
    for some in chunks(sorted(set(ids))):
        lines = (
            await ContractLine.select()
            .where(ContractLine.contract.is_in(some))
            .order_by(ContractLine.position)
        )
        amendments = (
            await ContractAmendment.select()
            .where(ContractAmendment.contract.is_in(some))
            .order_by(ContractAmendment.from_on)
        )
        found |= _versions(lines, amendments)
    return found


def _versions(
    lines: Iterable[Mapping[str, Any]], amendments: Iterable[Mapping[str, Any]]
) -> dict[int, Versions]:
    by_version: dict[tuple[int, int | None], list[Line]] = {}
    for row in lines:
        by_version.setdefault((row["contract"], row["amendment_id"]), []).append(line_of(row))
    later: dict[int, list[Amendment]] = {}
    for row in amendments:
        own = tuple(by_version.get((row["contract"], row["id"]), ()))
        later.setdefault(row["contract"], []).append(_amendment(row, own))
    return {
        contract: Versions(tuple(first), tuple(later.get(contract, ())))
        for (contract, amendment), first in by_version.items()
        if amendment is None
    }


def _amendment(row: Mapping[str, Any], lines: tuple[Line, ...]) -> Amendment:
    behind = None
    if row["carrier_n"] is not None:
        behind = Behind(row["behind_to"], row["behind_full_days"], row["carrier_n"])
    return Amendment(
        row["id"],
        row["from_on"],
        Cause(row["cause"]),
        row["reason"],
        lines,
        bool(row["is_prorated"]),
        behind,
    )


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
