"""One entry of the schedule: held, left out, moved, amended, commented. Billed ones stay."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.contracts.actions.laying import hold_contracts
from app.contracts.actions.spreading import settle
from app.contracts.actions.writing import note
from app.contracts.rules import TRANSITIONS, State, net_to_bill
from app.contracts.tables import ScheduleEntry
from app.core.errors import refuse

_COMMENT = 2000


async def pause_entry(entry_id: int, *, at: datetime, by: str) -> None:
    """Hold an entry until someone wakes it. Refused once it is billed."""
    async with transaction() as tx:
        await _change_state(tx, entry_id, "pause", at, by)


async def resume_entry(entry_id: int, *, at: datetime, by: str) -> None:
    """Wake an entry: it is billed on its day, or at once when that has passed."""
    async with transaction() as tx:
        await _change_state(tx, entry_id, "resume", at, by)


async def skip_entry(entry_id: int, *, at: datetime, by: str) -> None:
    """Leave an entry out: nothing is billed for its period."""
    async with transaction() as tx:
        await _change_state(tx, entry_id, "skip", at, by)


async def unskip_entry(entry_id: int, *, at: datetime, by: str) -> None:
    """Bill an entry after all."""
    async with transaction() as tx:
        await _change_state(tx, entry_id, "unskip", at, by)


async def move_entry(entry_id: int, bill_on: date, *, at: datetime, by: str) -> None:
    """Bill an entry on another day; its period stays. Refused once it is billed."""
    async with transaction() as tx:
        changes = {ScheduleEntry.bill_on: bill_on}
        facts = {"bill_on": bill_on.isoformat()}
        await _change(tx, entry_id, changes, "entry.moved", facts, at, by)


async def amend_entry(entry_id: int, net: int | None, *, at: datetime, by: str) -> None:
    """Bill another net amount in cents, spread over the lines; None: what the lines say, or its
    part of what is spread. There the other entries share the difference; refused: none can."""
    wanted = net_to_bill(net)
    async with transaction() as tx:
        contract_id = (await _found(entry_id))["contract"]
        await hold_contracts(tx, [contract_id])
        changes: dict[Any, Any] = {
            ScheduleEntry.net: wanted,
            ScheduleEntry.is_pinned: wanted is not None,
            ScheduleEntry.quantities: "",
        }
        await _change(tx, entry_id, changes, "entry.amended", {"net": wanted}, at, by)
        await settle(tx, contract_id)


async def comment_entry(
    entry_id: int, comment: str, *, alert_on: date | None = None, at: datetime, by: str
) -> None:
    """Write beside an entry, billed or not, and have it shown again on a day."""
    async with transaction() as tx:
        row = await _found(entry_id)
        await ScheduleEntry.update(
            {
                ScheduleEntry.comment: comment.strip()[:_COMMENT],
                ScheduleEntry.alert_on: alert_on,
            }
        ).where(ScheduleEntry.id == entry_id)
        await _note(tx, row, "entry.commented", {"comment": comment.strip()[:200]}, at, by)


async def _change_state(tx: Tx, entry_id: int, verb: str, at: datetime, by: str) -> None:
    """One of the allowed transitions; asked twice, it happens once."""
    row = await _found(entry_id)
    starts, end = TRANSITIONS[verb]
    done = (
        await ScheduleEntry.update(
            {
                ScheduleEntry.state: end.value,
                ScheduleEntry.pause_id: None,
                ScheduleEntry.refusal: "",
            }
        )
        .where(
            ScheduleEntry.id == entry_id,
            ScheduleEntry.state.is_in([each.value for each in starts]),
        )
        .returning(ScheduleEntry.id)
    )
    if done:
        await _note(tx, row, f"entry.{end.value}", {}, at, by)
        return
    state = State((await _found(entry_id))["state"])
    if state is not end:
        raise refuse(
            "contracts.entry_state",
            "This entry is not as you saw it: it is %(state)s now.",
            state=state,
        )


async def _change(
    tx: Tx,
    entry_id: int,
    changes: dict[Any, Any],
    act: str,
    facts: Mapping[str, object],
    at: datetime,
    by: str,
) -> None:
    row = await _found(entry_id)
    done = (
        await ScheduleEntry.update(changes | {ScheduleEntry.refusal: ""})
        .where(ScheduleEntry.id == entry_id, ScheduleEntry.state != State.BILLED.value)
        .returning(ScheduleEntry.id)
    )
    if not done:
        raise refuse("contracts.entry_billed", "This entry has been billed: it stays as it is.")
    await _note(tx, row, act, facts, at, by)


async def _found(entry_id: int) -> dict[str, Any]:
    row = (
        await ScheduleEntry.select(
            ScheduleEntry.n,
            ScheduleEntry.period_from,
            ScheduleEntry.state,
            ScheduleEntry.contract,
            ScheduleEntry.contract.client.as_alias("client"),
        )
        .where(ScheduleEntry.id == entry_id)
        .first()
    )
    if row is None:
        raise refuse("contracts.no_entry", "This entry is gone: the contract has changed.")
    found: dict[str, Any] = row
    return found


async def _note(
    tx: Tx, row: Mapping[str, Any], act: str, facts: Mapping[str, object], at: datetime, by: str
) -> None:
    about = {"n": row["n"], "period_from": row["period_from"].isoformat()}
    await note(tx, act, row["contract"], row["client"], at, by, about | dict(facts))
