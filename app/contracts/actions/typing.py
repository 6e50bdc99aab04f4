"""Amounts and quantities of entries whose contract bills another amount each period."""

from datetime import datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.contracts.actions.laying import hold_contracts
from app.contracts.actions.writing import note
from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import State, Typed, judge_typed, keep_quantities, kept_quantities
from app.contracts.tables import ScheduleEntry
from app.core.errors import refuse


async def measure_entry(entry_id: int, typed: Typed, *, at: datetime, by: str) -> None:
    """Bill quantities, or an amount, for one period; neither: wait again. Refused: what is billed,
    a contract that bills the same each period, nothing to bill."""
    async with transaction() as tx:
        await give_in(tx, entry_id, typed, at=at, by=by)


async def give_in(tx: Tx, entry_id: int, typed: Typed, *, at: datetime, by: str) -> None:
    """Step: the same."""
    row = await _held(tx, entry_id)
    if not row["is_variable"]:
        raise refuse(
            "contracts.not_variable",
            "%(reference)s bills the same each period: nothing is typed for it.",
            reference=row["reference"],
        )
    versions = (await versions_by_contract([row["contract"]]))[row["contract"]]
    judge_typed(versions.on(row["period_from"]), typed)
    if not await _write(entry_id, typed):
        raise refuse("contracts.entry_billed", "This entry has been billed: it stays as it is.")
    about = {"n": row["n"], "period_from": row["period_from"].isoformat(), "net": typed.net}
    act = "entry.measured" if typed.quantities else "entry.amended"
    await note(tx, act, row["contract"], row["client"], at, by, about)


async def take_back_in(tx: Tx, entry_id: int, typed: Typed, *, at: datetime, by: str) -> bool:
    """Step: an entry waits for its amount again; whether it did. One that is billed, or says
    something else by now, stays as it is."""
    found = await ScheduleEntry.select().where(ScheduleEntry.id == entry_id).first()
    if found is None or Typed(found["net"], kept_quantities(found["quantities"])) != typed:
        return False
    row = await _held(tx, entry_id)
    if not await _write(entry_id, Typed()):
        return False
    about = {"n": row["n"], "period_from": row["period_from"].isoformat()}
    await note(tx, "entry.waits", row["contract"], row["client"], at, by, about)
    return True


async def _write(entry_id: int, typed: Typed) -> bool:
    done = (
        await ScheduleEntry.update(
            {
                ScheduleEntry.net: typed.net,
                ScheduleEntry.is_pinned: typed.net is not None,
                ScheduleEntry.quantities: keep_quantities(typed.quantities),
                ScheduleEntry.refusal: "",
            }
        )
        .where(ScheduleEntry.id == entry_id, ScheduleEntry.state != State.BILLED.value)
        .returning(ScheduleEntry.id)
    )
    return bool(done)


async def _held(tx: Tx, entry_id: int) -> dict[str, Any]:
    found = (
        await ScheduleEntry.select(ScheduleEntry.contract)
        .where(ScheduleEntry.id == entry_id)
        .first()
    )
    if found is None:
        raise refuse("contracts.no_entry", "This entry is gone: the contract has changed.")
    await hold_contracts(tx, [found["contract"]])
    rows = await ScheduleEntry.raw(
        "SELECT e.n, e.period_from, e.contract, c.client, c.reference, c.is_variable"
        " FROM schedule_entry e JOIN contract c ON c.id = e.contract WHERE e.id = {}",
        entry_id,
    )
    row: dict[str, Any] = rows[0]
    return row
