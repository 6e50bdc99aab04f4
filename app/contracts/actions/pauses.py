"""A contract held for a while: the periods that begin in the pause are not billed."""

from datetime import date, datetime, timedelta
from typing import Any

from app.adapters.database import transaction
from app.contracts.actions.laying import hold_contracts, hold_entries
from app.contracts.actions.writing import note
from app.contracts.queries.rows import spans_by_contract
from app.contracts.rules import Span, State
from app.contracts.tables import Contract, ContractPause, ScheduleEntry
from app.core.errors import refuse

_DAY = timedelta(days=1)


async def pause(
    contract_id: int,
    from_on: date,
    *,
    until_on: date | None = None,
    reason: str = "",
    at: datetime,
    by: str,
) -> None:
    """Hold every period that begins from `from_on` to `until_on` (None: until resumed).

    The same pause twice (a double click) is one. Refused: a pause that crosses another.
    """
    async with transaction() as tx:
        await hold_contracts(tx, [contract_id])
        client_id = await _client(contract_id)
        await hold_entries(tx, contract_id)
        spans = (await spans_by_contract([contract_id])).get(contract_id, [])
        if any((span.first, span.until) == (from_on, until_on) for span in spans):
            return
        _refuse_crossing(spans, from_on, until_on)
        pause_id = await _insert(contract_id, from_on, until_on, reason, at, by)
        held = _begins_within(contract_id, from_on, until_on) & (
            ScheduleEntry.state == State.PLANNED.value
        )
        await ScheduleEntry.update(
            {ScheduleEntry.state: State.PAUSED.value, ScheduleEntry.pause_id: pause_id}
        ).where(held)
        facts = {"from_on": from_on.isoformat(), "until_on": until_on and until_on.isoformat()}
        facts["reason"] = reason
        await note(tx, "contract.paused", contract_id, client_id, at, by, facts)


async def resume(contract_id: int, from_on: date, *, at: datetime, by: str) -> None:
    """Bill again the periods that begin on `from_on` or later; those before stay unbilled
    until someone wakes them one by one. A contract that is not paused stays as it is."""
    async with transaction() as tx:
        await hold_contracts(tx, [contract_id])
        client_id = await _client(contract_id)
        await hold_entries(tx, contract_id)
        spans = (await spans_by_contract([contract_id])).get(contract_id, [])
        ending = [span for span in spans if span.until is None or span.until >= from_on]
        for span in ending:
            await _end(span, from_on)
        if ending:
            facts = {"from_on": from_on.isoformat()}
            await note(tx, "contract.resumed", contract_id, client_id, at, by, facts)


async def _end(span: Span, from_on: date) -> None:
    await ScheduleEntry.update(
        {ScheduleEntry.state: State.PLANNED.value, ScheduleEntry.pause_id: None}
    ).where(
        ScheduleEntry.pause_id == span.id,
        ScheduleEntry.state == State.PAUSED.value,
        ScheduleEntry.period_from >= from_on,
    )
    if span.first >= from_on:
        await ContractPause.delete().where(ContractPause.id == span.id)
        return
    await ContractPause.update({ContractPause.until_on: from_on - _DAY}).where(
        ContractPause.id == span.id
    )


async def _insert(
    contract_id: int, from_on: date, until_on: date | None, reason: str, at: datetime, by: str
) -> int:
    [row] = await ContractPause.insert(
        ContractPause(
            contract=contract_id,
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            created_at=at,
            created_by=by,
        )
    )
    return int(row["id"])


def _begins_within(contract_id: int, from_on: date, until_on: date | None) -> Any:
    within = (ScheduleEntry.contract == contract_id) & (ScheduleEntry.period_from >= from_on)
    return within if until_on is None else within & (ScheduleEntry.period_from <= until_on)


def _refuse_crossing(spans: list[Span], from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise refuse("contracts.pause_order", "The pause ends before it begins.", "until_on")
    for span in spans:
        if (until_on is None or span.first <= until_on) and (
            span.until is None or span.until >= from_on
        ):
            raise refuse(
                "contracts.paused",
                "The contract is already paused from %(first)s.",
                "from_on",
                first=span.first,
            )


async def _client(contract_id: int) -> int:
    row = await Contract.select(Contract.client).where(Contract.id == contract_id).first()
    if row is None:
        raise refuse("contracts.unknown", "There is no contract %(id)s.", id=contract_id)
    return int(row["client"])
