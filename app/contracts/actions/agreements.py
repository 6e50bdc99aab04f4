"""Contracts: made, changed, ended, thrown away while nothing is billed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.contracts.actions.laying import (
    held,
    hold_contracts,
    hold_entries,
    lay_out,
    redraw,
)
from app.contracts.actions.letters import forget_letter
from app.contracts.actions.spreading import settle
from app.contracts.actions.writing import (
    check_client,
    check_salesperson,
    columns,
    forget_quantities,
    insert_contract,
    leave_out_before,
    note,
    note_copies,
    refuse_taken,
    write_lines,
)
from app.contracts.queries.rows import trial_of, versions_by_contract
from app.contracts.rules import ContractValues, Line, Versions, judge, laid_until, same_labels
from app.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractEnd,
    ContractIndexation,
    ContractLine,
    ContractNotice,
    ContractPause,
    ScheduleEntry,
)
from app.core.errors import Refused, finding, refuse


async def create(
    values: ContractValues, lines: Sequence[Line], *, on: date, at: datetime, by: str
) -> int:
    """Make a contract with its schedule, to 18 months after `on`; gives back its id."""
    async with transaction() as tx:
        return await create_in(tx, values, lines, on=on, at=at, by=by)


async def create_in(
    tx: Tx, values: ContractValues, lines: Sequence[Line], *, on: date, at: datetime, by: str
) -> int:
    """Step: the same. Refused: every fault of values and lines at once, a reference that is
    taken, a client that does not exist or is archived."""
    judge(values, lines)
    await check_client(values.client_id)
    await check_salesperson(values.salesperson_id)
    contract_id = await insert_contract(values, lines, at, by)
    await note_copies(contract_id, None, values, on)
    await write_lines(contract_id, lines)
    await lay_out(tx, contract_id, values.terms, laid_until(values.terms, on))
    if values.is_split or values.trial:
        await settle(tx, contract_id)
    if values.bill_from is not None:
        await leave_out_before(contract_id, values.bill_from)
    await note(tx, "contract.created", contract_id, values.client_id, at, by)
    return contract_id


async def update(
    contract_id: int,
    values: ContractValues,
    lines: Sequence[Line],
    *,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Change a contract: what is not billed yet follows, what is billed stays as it was.

    Refused once an entry is billed: another client, frequency, anchor or start; an end moved on
    when the last billed period had been cut. An empty reference keeps the one it has.
    """
    judge(values, lines)
    async with transaction() as tx:
        before = await held(tx, contract_id)
        if any(row.is_billed for row in await hold_entries(tx, contract_id)):
            _refuse_other_terms(before, values)
        if values.client_id != before["client"]:
            await check_client(values.client_id)
        known = await _refuse_lines_amended(contract_id, lines)
        if values.salesperson_id != before["salesperson_id"]:
            await check_salesperson(values.salesperson_id)
        reference = values.reference.strip() or str(before["reference"])
        await refuse_taken(reference, contract_id)
        changed: dict[Any, Any] = columns(values, lines, reference)
        if trial_of(before) != values.trial or before["start_on"] != values.start_on:
            await forget_letter(tx, contract_id, at=at, by=by)
        await Contract.update(changed).where(Contract.id == contract_id)
        await note_copies(contract_id, before["copies_since"], values, on)
        await write_lines(contract_id, lines)
        if not same_labels(known.first, lines):
            await forget_quantities(contract_id, date.min)
        await redraw(tx, contract_id, values.terms, laid_until(values.terms, on))
        await settle(tx, contract_id)
        await note(tx, "contract.changed", contract_id, values.client_id, at, by)


async def delete(contract_id: int, *, at: datetime, by: str) -> None:
    """Throw away a contract made by mistake. Refused once anything is billed; twice is once."""
    async with transaction() as tx:
        await delete_in(tx, contract_id, at=at, by=by)


async def delete_in(tx: Tx, contract_id: int, *, at: datetime, by: str) -> None:
    """Step: the same."""
    await hold_contracts(tx, [contract_id])
    if any(row.is_billed for row in await hold_entries(tx, contract_id)):
        raise refuse("contracts.billed", "Something has been billed: end the contract instead.")
    await ContractLine.delete().where(ContractLine.contract == contract_id)
    await ContractPause.delete().where(ContractPause.contract == contract_id)
    await ContractAmendment.delete().where(ContractAmendment.contract == contract_id)
    await ContractIndexation.delete().where(ContractIndexation.contract == contract_id)
    await ContractNotice.delete().where(ContractNotice.contract == contract_id)
    await ContractEnd.delete().where(ContractEnd.contract == contract_id)
    await ScheduleEntry.delete().where(ScheduleEntry.contract == contract_id)
    gone = await Contract.delete().where(Contract.id == contract_id).returning(Contract.client)
    if gone:
        await note(tx, "contract.deleted", contract_id, gone[0]["client"], at, by)


async def _refuse_lines_amended(contract_id: int, lines: Sequence[Line]) -> Versions:
    versions = (await versions_by_contract([contract_id]))[contract_id]
    if versions.later and tuple(lines) != versions.first:
        raise refuse(
            "contracts.lines_amended",
            "The lines were changed from %(day)s on: change them from a day on again.",
            "line-0-label",
            day=versions.later[0].from_on,
        )
    return versions


def _refuse_other_terms(before: Mapping[str, Any], values: ContractValues) -> None:
    fixed = {
        "client_id": (before["client"], values.client_id),
        "frequency": (before["frequency"], values.frequency.value),
        "anchor_day": (before["anchor_day"], values.anchor),
        "every": (before["every"], values.every),
        "second_day": (before["second_day"], values.second),
        "start_on": (before["start_on"], values.start_on),
        "is_split": (bool(before["is_split"]), values.is_split),
        "trial_length": (trial_of(before), values.trial),
    }
    found = [
        finding(
            "contracts.already_billed",
            "Something has been billed already: end this contract and make a new one instead.",
            name,
        )
        for name, (kept, wanted) in fixed.items()
        if kept != wanted
    ]
    if found:
        raise Refused(found)
