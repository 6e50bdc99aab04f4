"""A contract whose lines change from a day on: what is billed stays, later periods follow."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.contracts.actions.laying import held, hold_entries
from app.contracts.actions.spreading import settle
from app.contracts.actions.writing import forget_quantities, note, write_lines
from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import (
    Behind,
    Cause,
    Line,
    Row,
    Versions,
    behind,
    judge_lines,
    refuse_past,
    refuse_proration,
    refuse_taken_back,
    same_labels,
    straddled,
)
from app.contracts.tables import ContractAmendment, ContractLine, ScheduleEntry
from app.core.errors import refuse


async def amend(
    contract_id: int,
    from_on: date,
    lines: Sequence[Line],
    *,
    is_prorated: bool = False,
    reason: str = "",
    at: datetime,
    by: str,
) -> int:
    """Bill these lines for every period that begins on `from_on` or later; gives back the id.
    `is_prorated`: also for the days from then on of the period it falls in; where that is billed
    already, the difference comes on the next invoice.

    The same change twice is one. Refused: a day that reaches the first period or a billed one;
    another change from that day; lines that bill nothing, or less than is taken back.
    """
    judge_lines(lines)
    async with transaction() as tx:
        return await amend_in(
            tx,
            contract_id,
            from_on,
            lines,
            Cause.AMENDMENT,
            reason,
            at,
            by,
            is_prorated=is_prorated,
        )


async def amend_in(
    tx: Tx,
    contract_id: int,
    from_on: date,
    lines: Sequence[Line],
    cause: Cause,
    reason: str,
    at: datetime,
    by: str,
    *,
    is_prorated: bool = False,
) -> int:
    """Step: the same, for a cause."""
    contract = await held(tx, contract_id)
    rows = await hold_entries(tx, contract_id)
    versions = (await versions_by_contract([contract_id]))[contract_id]
    if there := _same_day(versions, from_on, lines, is_prorated):
        return there
    refuse_past(from_on, contract["start_on"], rows)
    gap = _gap(contract, versions, from_on, lines, rows) if is_prorated else None
    [made] = await ContractAmendment.insert(
        ContractAmendment(
            contract=contract_id,
            from_on=from_on,
            cause=cause.value,
            is_prorated=is_prorated,
            behind_to=gap and gap.last,
            behind_full_days=gap and gap.full_days,
            carrier_n=gap and gap.carrier,
            reason=reason.strip(),
            created_at=at,
            created_by=by,
        )
    )
    await write_lines(contract_id, lines, int(made["id"]))
    await settle(tx, contract_id)
    await _forget(contract_id, from_on, same_labels(versions.on(from_on), lines))
    facts = {"from_on": from_on.isoformat(), "reason": reason.strip()}
    await note(tx, "contract.amended", contract_id, contract["client"], at, by, facts)
    return int(made["id"])


def _same_day(
    versions: Versions, from_on: date, lines: Sequence[Line], is_prorated: bool
) -> int | None:
    """The same change, when it is there already. Refused: another from that day."""
    there = next((each for each in versions.later if each.from_on == from_on), None)
    if there is None:
        return None
    if there.lines == tuple(lines) and there.is_prorated == is_prorated:
        return there.id
    raise refuse(
        "contracts.amend_twice",
        "Something changes from %(day)s on already: undo that first.",
        "from_on",
        day=from_on,
    )


def _gap(
    contract: Mapping[str, Any],
    versions: Versions,
    from_on: date,
    lines: Sequence[Line],
    rows: Sequence[Row],
) -> Behind | None:
    """The billed period that a change by days falls in."""
    refuse_proration(bool(contract["is_split"]), bool(contract["is_variable"]))
    found = behind(from_on, rows)
    refuse_taken_back(versions.with_lines(from_on, lines, True, found), found, rows)
    return found


async def withdraw_in(
    tx: Tx, contract_id: int, amendment_id: int, *, at: datetime, by: str
) -> None:
    """Step: undo a change: its periods bill what was agreed before it. Asked twice, it happens
    once. Refused once one of them is billed."""
    contract = await held(tx, contract_id)
    rows = await hold_entries(tx, contract_id)
    row = (
        await ContractAmendment.select()
        .where(ContractAmendment.id == amendment_id, ContractAmendment.contract == contract_id)
        .first()
    )
    if row is None:
        return
    refuse_past(row["from_on"], contract["start_on"], rows)
    within = straddled(row["from_on"], rows)
    if row["is_prorated"] and row["carrier_n"] is None and within and within.is_billed:
        raise refuse(
            "contracts.amend_billed",
            "Billed already up to %(last)s: the change can begin on the day after at the earliest.",
            "from_on",
            last=within.last,
        )
    versions = (await versions_by_contract([contract_id]))[contract_id]
    await ContractLine.delete().where(ContractLine.amendment_id == amendment_id)
    await ContractAmendment.delete().where(ContractAmendment.id == amendment_id)
    await settle(tx, contract_id)
    after = (await versions_by_contract([contract_id]))[contract_id]
    same = same_labels(versions.on(row["from_on"]), after.on(row["from_on"]))
    await _forget(contract_id, row["from_on"], same)
    facts = {"from_on": row["from_on"].isoformat()}
    act = "contract.amendment_withdrawn"
    await note(tx, act, contract_id, contract["client"], at, by, facts)


async def _forget(contract_id: int, from_on: date, same: bool) -> None:
    """What kept an entry from being billed may have gone with its lines, and so have quantities,
    unless the lines are the `same` by their texts."""
    if not same:
        await forget_quantities(contract_id, from_on)
    await ScheduleEntry.update({ScheduleEntry.refusal: ""}).where(
        ScheduleEntry.contract == contract_id,
        ScheduleEntry.period_from >= from_on,
        ScheduleEntry.refusal != "",
    )
