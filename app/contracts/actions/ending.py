"""A contract ended on a day, with what was billed beyond it given back; and that undone."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from app.adapters.database import Tx, transaction
from app.clients.queries import maybe_client
from app.contracts.actions.laying import held, hold_entries, redraw
from app.contracts.actions.marks import marks, put_marks
from app.contracts.actions.spreading import is_rest_billed, settle
from app.contracts.actions.writing import note
from app.contracts.queries.endings import Beyond, beyond, standing_end
from app.contracts.queries.rows import terms_of
from app.contracts.rules import Changes, Part, days_text, laid_until
from app.contracts.tables import Contract, ContractEnd, ScheduleEntry
from app.core.errors import refuse
from app.core.i18n import gettext
from app.invoices import actions as invoices


@dataclass(frozen=True)
class Ended:
    """What an end did: to the schedule, and the credit notes made of what was billed beyond."""

    changes: Changes
    credit_notes: tuple[int, ...] = ()


async def terminate(
    contract_id: int, last_day: date, *, credit: bool = False, on: date, at: datetime, by: str
) -> Ended:
    """End a contract on `last_day`, included: the period it falls in is cut by days, later ones
    go. With `credit`, what is billed beyond that day is given back by credit notes dated `on`;
    without, it stays billed. The same end twice is one. Refused: what is spread (`end_spread`).
    """
    async with transaction() as tx:
        return await terminate_in(tx, contract_id, last_day, credit=credit, on=on, at=at, by=by)


async def terminate_in(
    tx: Tx, contract_id: int, last_day: date, *, credit: bool, on: date, at: datetime, by: str
) -> Ended:
    """Step: the same."""
    before = await held(tx, contract_id)
    if before["is_split"]:
        raise refuse(
            "contracts.split_rest_asked",
            "Say what becomes of what is left: billed, or given up.",
            "rest",
        )
    if last_day < before["start_on"]:
        raise refuse(
            "contracts.end",
            "The contract cannot end before %(start)s, when it starts.",
            "end_on",
            start=before["start_on"],
        )
    await hold_entries(tx, contract_id)
    end_id = await _end_row(contract_id, last_day, before["end_on"], at, by)
    await Contract.update({Contract.end_on: last_day}).where(Contract.id == contract_id)
    ended = replace(terms_of(before), end_on=last_day)
    changes = await _redraw_keeping_marks(tx, end_id, contract_id, ended, on)
    notes: list[int] = []
    if credit:
        notes = await _give_back(tx, end_id, before, last_day, on, at, by)
    facts = {"end_on": last_day.isoformat(), "credit_notes": notes}
    await note(tx, "contract.terminated", contract_id, before["client"], at, by, facts)
    return Ended(changes, tuple(notes))


async def continue_after_all(contract_id: int, *, on: date, at: datetime, by: str) -> None:
    """Undo the end of a contract: its entries come back with what was written on them.

    Asked twice, it happens once. Refused once something builds on the end: a credit note made of
    it, or its cut period billed.
    """
    async with transaction() as tx:
        before = await held(tx, contract_id)
        await hold_entries(tx, contract_id)
        end = await standing_end(contract_id)
        if end is None:
            return
        if end.credited:
            raise refuse(
                "contracts.end_credited",
                "What was billed beyond %(day)s has been credited: make a new contract instead.",
                day=end.last_day,
            )
        if await is_rest_billed(contract_id, json.loads(end.marks)):
            raise refuse(
                "contracts.rest_billed",
                "What was left is billed: make a new contract instead.",
            )
        count = before["max_entries"] if end.max_entries is None else end.former_max_entries
        former = replace(terms_of(before), end_on=end.former_end_on, max_entries=count)
        await Contract.update(
            {
                Contract.end_on: end.former_end_on,
                Contract.max_entries: count,
                Contract.waived: before["waived"] - end.waived,
            }
        ).where(Contract.id == contract_id)
        await redraw(tx, contract_id, former, laid_until(former, on))
        await put_marks(contract_id, json.loads(end.marks))
        await settle(tx, contract_id)
        await ContractEnd.update({ContractEnd.undone_at: at, ContractEnd.undone_by: by}).where(
            ContractEnd.id == end.id
        )
        await note(tx, "contract.continued", contract_id, before["client"], at, by)


async def _end_row(
    contract_id: int, last_day: date, former: date | None, at: datetime, by: str
) -> int:
    """The row of this end: a new one, or the one that holds already."""
    there = (
        await ContractEnd.select(ContractEnd.id)
        .where(
            ContractEnd.contract == contract_id,
            ContractEnd.last_day == last_day,
            ContractEnd.undone_at.is_null(),
        )
        .first()
    )
    if there:
        if former != last_day:
            # Moved on by hand since: what it is now is what comes back.
            await ContractEnd.update({ContractEnd.former_end_on: former}).where(
                ContractEnd.id == there["id"]
            )
        return int(there["id"])
    [row] = await ContractEnd.insert(
        ContractEnd(
            contract=contract_id,
            last_day=last_day,
            former_end_on=former,
            created_at=at,
            created_by=by,
        )
    )
    return int(row["id"])


async def _redraw_keeping_marks(
    tx: Tx, end_id: int, contract_id: int, terms: Any, on: date
) -> Changes:
    rows = await ScheduleEntry.select().where(ScheduleEntry.contract == contract_id)
    changes = await redraw(tx, contract_id, terms, laid_until(terms, on))
    gone = list(marks(row for row in rows if row["id"] in changes.remove))
    if gone:
        await ContractEnd.update({ContractEnd.marks: json.dumps(gone)}).where(
            ContractEnd.id == end_id
        )
    return changes


async def _give_back(
    tx: Tx,
    end_id: int,
    contract: dict[str, Any],
    last_day: date,
    on: date,
    at: datetime,
    by: str,
) -> list[int]:
    """Step: the credit notes of what is billed beyond the day, in order."""
    client = await maybe_client(contract["client"])
    language = client.language if client else "fr"
    notes: list[int] = []
    for each in await beyond(contract["id"], last_day):
        if each.credit is None or each.entry.invoice_id is None:
            continue
        made = await invoices.credit_unused_in(
            tx,
            each.entry.invoice_id,
            each.used,
            each.days,
            key=f"end-{end_id}",
            detail=_detail(each, last_day, language),
            on=on,
            at=at,
            by=by,
        )
        notes += [made] if made is not None else []
    if notes:
        await ContractEnd.update({ContractEnd.credited: len(notes)}).where(ContractEnd.id == end_id)
    return notes


def _detail(each: Beyond, last_day: date, language: str) -> str:
    """The days not owed, in words, in the client's language."""
    part = each.entry.part
    first = max(part.first, date.fromordinal(last_day.toordinal() + 1))
    cut = Part(first, part.last, each.days - each.used, each.days)
    return days_text(cut, language, partial(gettext, language=language))
