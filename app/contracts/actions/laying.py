"""The schedule's rows: laid out ahead, and redrawn when the terms change."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.adapters.database import Tx, is_postgres, transaction
from app.contracts.queries.rows import chunks, schedule_rows, spans_by_contract, terms_of
from app.contracts.queries.upcoming import contracts_to_extend, last_entries
from app.contracts.rules import (
    Changes,
    Period,
    Row,
    Span,
    State,
    Terms,
    holding,
    horizon,
    periods,
    reconcile,
)
from app.contracts.tables import Contract, ScheduleEntry
from app.core.errors import refuse

_ROWS_A_STATEMENT = 400
_CONTRACTS_A_BATCH = 200


async def extend(*, on: date) -> int:
    """Lay out every schedule to 18 months after `on`; gives back how many entries were added.

    Again, or twice at once, adds nothing.
    """
    until, added = horizon(on), 0
    for ids in chunks(await contracts_to_extend(until), _CONTRACTS_A_BATCH):
        async with transaction() as tx:
            added += await _extend_some(tx, ids, until)
    return added


async def _extend_some(tx: Tx, ids: Sequence[int], until: date) -> int:
    contracts = await hold_contracts(tx, ids)
    last, spans = await last_entries(ids), await spans_by_contract(ids)
    entries = [
        _entry(contract_id, each, spans.get(contract_id, []))
        for contract_id, terms in contracts.items()
        for each in periods(terms, until, last.get(contract_id, 0) + 1)
    ]
    await _insert(entries)
    return len(entries)


async def lay_out(tx: Tx, contract_id: int, terms: Terms, until: date) -> None:
    """Step: the first rows of a new contract, which has no pause yet."""
    await _insert([_entry(contract_id, each, []) for each in periods(terms, until)])


async def redraw(tx: Tx, contract_id: int, terms: Terms, until: date) -> Changes:
    """Step: make the rows of a held contract follow its terms; what is billed stays."""
    rows = await hold_entries(tx, contract_id)
    changes = reconcile(terms, rows, until)
    if changes.remove:
        await ScheduleEntry.delete().where(ScheduleEntry.id.is_in(list(changes.remove)))
    if changes.leave_out:
        await ScheduleEntry.update(
            {ScheduleEntry.state: State.SKIPPED.value, ScheduleEntry.pause_id: None}
        ).where(ScheduleEntry.id.is_in(list(changes.leave_out)))
    for row in changes.redraw:
        await _redraw_row(row)
    spans = (await spans_by_contract([contract_id])).get(contract_id, [])
    await _insert([_entry(contract_id, each, spans) for each in changes.add])
    return changes


async def hold_contracts(tx: Tx, ids: Sequence[int]) -> dict[int, Terms]:
    """Step: keep other writers off these contracts until the transaction ends."""
    query = Contract.select().where(Contract.id.is_in(list(ids))).order_by(Contract.id)
    rows = await (query.lock_rows("UPDATE") if is_postgres else query)
    return {row["id"]: terms_of(row) for row in rows}


async def held(tx: Tx, contract_id: int) -> dict[str, Any]:
    """Step: the row of one contract, held. Refused: there is none."""
    await hold_contracts(tx, [contract_id])
    row: dict[str, Any] | None = await Contract.select().where(Contract.id == contract_id).first()
    if row is None:
        raise refuse("contracts.unknown", "There is no contract %(id)s.", id=contract_id)
    return row


async def hold_entries(tx: Tx, contract_id: int) -> list[Row]:
    """Step: the rows of a contract, kept from being billed meanwhile."""
    if is_postgres:
        await (
            ScheduleEntry.select(ScheduleEntry.id)
            .where(ScheduleEntry.contract == contract_id)
            .order_by(ScheduleEntry.id)
            .lock_rows("UPDATE")
        )
    return await schedule_rows(contract_id)


async def _redraw_row(row: Row) -> None:
    await ScheduleEntry.update(
        {
            ScheduleEntry.period_from: row.first,
            ScheduleEntry.period_to: row.last,
            ScheduleEntry.days: row.days,
            ScheduleEntry.full_days: row.full_days,
            ScheduleEntry.planned_on: row.planned_on,
            ScheduleEntry.bill_on: row.bill_on,
        }
    ).where(ScheduleEntry.id == row.id)


def _entry(contract_id: int, period: Period, spans: Sequence[Span]) -> ScheduleEntry:
    pause = holding(spans, period.first)
    return ScheduleEntry(
        contract=contract_id,
        n=period.n,
        period_from=period.first,
        period_to=period.last,
        planned_on=period.bill_on,
        bill_on=period.bill_on,
        days=period.days,
        full_days=period.full_days,
        state=State.PAUSED if pause else State.PLANNED,
        pause_id=pause.id if pause else None,
    )


async def _insert(entries: Sequence[ScheduleEntry]) -> None:
    for start in range(0, len(entries), _ROWS_A_STATEMENT):
        await ScheduleEntry.insert(*entries[start : start + _ROWS_A_STATEMENT])
