"""What is spread over several invoices: its parts kept adding up, and what is left when it ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.contracts.actions.laying import held, hold_entries
from app.contracts.actions.marks import marks
from app.contracts.actions.writing import note
from app.contracts.queries.endings import standing_end
from app.contracts.queries.rows import versions_by_contract
from app.contracts.rules import Portion, State, Versions, portion, spread
from app.contracts.tables import Contract, ContractEnd, ScheduleEntry
from app.core.errors import refuse

_OPEN = (State.PLANNED.value, State.PAUSED.value)


async def settle(tx: Tx, contract_id: int) -> None:
    """Step: give each entry of a held contract that may still change its part of the whole; where
    nothing is spread, what was not set by hand is the price of the trial, or what the lines say.
    Refused: see `spread`."""
    contract = await held(tx, contract_id)
    await hold_entries(tx, contract_id)
    rows = await _rows(contract_id)
    wanted: dict[int, int | None]
    if contract["is_split"]:
        versions = (await versions_by_contract([contract_id]))[contract_id]
        portions = [_portion(row, versions) for row in rows]
        wanted = dict(spread(versions.whole - contract["waived"], portions))
    else:
        left = [row for row in rows if row["state"] != State.BILLED.value and not row["is_pinned"]]
        trial = contract["trial_net"] or None
        wanted = {row["id"]: trial if row["n"] == 1 else None for row in left}
    for row in rows:
        if row["id"] in wanted and row["net"] != wanted[row["id"]]:
            await ScheduleEntry.update({ScheduleEntry.net: wanted[row["id"]]}).where(
                ScheduleEntry.id == row["id"]
            )


async def end_spread(
    contract_id: int, last_day: date, *, bill_rest: bool, at: datetime, by: str
) -> None:
    """End what is spread: the entries that begin after `last_day` go. `bill_rest`: the last entry
    that stays unbilled, or else the first that would go, bills all that is left; if not, what is
    left is given up. The same end twice is one, and where nothing is left nothing changes."""
    async with transaction() as tx:
        contract = await held(tx, contract_id)
        await hold_entries(tx, contract_id)
        end = await standing_end(contract_id)
        if end is not None and end.last_day == last_day:
            return
        if last_day < contract["start_on"]:
            raise refuse(
                "contracts.end",
                "The contract cannot end before %(start)s, when it starts.",
                "end_on",
                start=contract["start_on"],
            )
        ending = _ending(await _rows(contract_id), last_day, bill_rest)
        if not ending.gone and ending.carrier is None:
            return
        await _keep_end(contract, ending, last_day, at, by)
        if ending.carrier is not None:
            await _carry(ending, last_day)
        if ending.gone:
            ids = [row["id"] for row in ending.gone]
            await ScheduleEntry.delete().where(ScheduleEntry.id.is_in(ids))
        await settle(tx, contract_id)
        facts = {"end_on": last_day.isoformat(), "waived": ending.waived, "rest": ending.rest}
        facts = {name: fact for name, fact in facts.items() if fact}
        await note(tx, "contract.terminated", contract_id, contract["client"], at, by, facts)


@dataclass(frozen=True)
class _Ending:
    """The entries that go, the one that carries what is left (None: it is given up); cents."""

    gone: Sequence[dict[str, Any]]
    carrier: dict[str, Any] | None
    rest: int
    waived: int
    count: int


def _ending(rows: Sequence[dict[str, Any]], last_day: date, bill_rest: bool) -> _Ending:
    gone = [
        row for row in rows if row["period_from"] > last_day and row["state"] != State.BILLED.value
    ]
    left = [row for row in gone if row["state"] in _OPEN]
    rest = sum(row["net"] for row in left)
    carrier = None
    if bill_rest and left:
        staying = [row for row in rows if row["period_from"] <= last_day and row["state"] in _OPEN]
        carrier = staying[-1] if staying else left[0]
        gone = [row for row in gone if row["id"] != carrier["id"]]
        rest += carrier["net"] if staying else 0
    kept = [row["n"] for row in rows if row["id"] not in {each["id"] for each in gone}]
    after = sum(row["net"] for row in gone if carrier is None or row["state"] not in _OPEN)
    return _Ending(gone, carrier, rest if carrier else 0, after, max(kept))


async def _keep_end(
    contract: dict[str, Any], ending: _Ending, last_day: date, at: datetime, by: str
) -> None:
    found = [*marks(ending.gone), *_carrier_mark(ending.carrier)]
    end = ContractEnd(
        contract=contract["id"],
        last_day=last_day,
        max_entries=ending.count,
        former_max_entries=contract["max_entries"],
        waived=ending.waived,
        marks=json.dumps(found),
        created_at=at,
        created_by=by,
    )
    await ContractEnd.insert(end)
    await Contract.update(
        {
            Contract.max_entries: ending.count,
            Contract.waived: contract["waived"] + ending.waived,
        }
    ).where(Contract.id == contract["id"])


def _carrier_mark(carrier: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What the entry that bills the rest was before."""
    if carrier is None:
        return []
    return [
        {
            "n": carrier["n"],
            "net": carrier["net"],
            "is_pinned": carrier["is_pinned"],
            "bill_on": carrier["bill_on"].isoformat(),
            "carries": True,
        }
    ]


async def is_rest_billed(contract_id: int, found: Sequence[dict[str, Any]]) -> bool:
    """Whether the entry that carries what was left at the end is billed, by the end's marks."""
    numbers = [each["n"] for each in found if each.get("carries")]
    return bool(numbers) and await ScheduleEntry.exists().where(
        ScheduleEntry.contract == contract_id,
        ScheduleEntry.n.is_in(numbers),
        ScheduleEntry.state == State.BILLED.value,
    )


async def _carry(ending: _Ending, last_day: date) -> None:
    carrier = ending.carrier or {}
    await ScheduleEntry.update(
        {
            ScheduleEntry.net: ending.rest,
            ScheduleEntry.is_pinned: True,
            ScheduleEntry.bill_on: min(carrier["bill_on"], last_day),
            ScheduleEntry.refusal: "",
        }
    ).where(ScheduleEntry.id == carrier["id"])


async def _rows(contract_id: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await ScheduleEntry.select()
        .where(ScheduleEntry.contract == contract_id)
        .order_by(ScheduleEntry.n)
    )
    return rows


def _portion(row: dict[str, Any], versions: Versions) -> Portion:
    may_change = row["state"] in _OPEN and not row["is_pinned"]
    return portion(row["id"], row["net"], row["period_from"], may_change, versions)
