"""The rows of a contract: under a reference of its own, with its lines."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx
from app.auth.actions import record
from app.auth.queries import users
from app.clients.queries import maybe_client
from app.contracts.rules import ContractValues, Line, Renewal, State, Trial
from app.contracts.tables import Contract, ContractLine, ScheduleEntry
from app.core.errors import Refused, refuse
from app.core.text import searchable


async def insert_contract(
    values: ContractValues, lines: Sequence[Line], at: datetime, by: str
) -> int:
    """The contract's row, under its reference or the next free one (C-0042)."""
    wanted = values.reference.strip()
    rows = await Contract.raw("SELECT COALESCE(MAX(id), 0) AS last FROM contract")
    number = int(rows[0]["last"])
    while True:
        number += 1
        row = Contract(
            **columns(values, lines, wanted or f"C-{number:04}"),
            import_id=values.import_id,
            offer_id=values.offer_id,
            created_at=at,
            created_by=by,
        )
        added = (
            await Contract.insert(row)
            .on_conflict(target=Contract.reference, action="DO NOTHING")
            .returning(Contract.id)
        )
        if added:
            return int(added[0]["id"])
        if wanted:
            raise _taken(wanted)


async def refuse_taken(reference: str, contract_id: int) -> None:
    """Refuse the reference of another contract."""
    if await Contract.exists().where(Contract.reference == reference, Contract.id != contract_id):
        raise _taken(reference)


def _taken(reference: str) -> Refused:
    return refuse(
        "contracts.reference_taken",
        "Another contract has the reference %(reference)s.",
        "reference",
        reference=reference,
    )


async def check_client(client_id: int) -> None:
    """Refuse a client that does not exist or is archived."""
    client = await maybe_client(client_id)
    if client is None:
        raise refuse("contracts.client", "Choose the client.", "client_id")
    if client.archived_at is not None:
        raise refuse(
            "contracts.client_archived",
            "%(client)s is archived: bring it back first.",
            "client_id",
            client=client.name,
        )


async def check_salesperson(user_id: int | None) -> None:
    """Refuse somebody who has no account, or no longer signs in."""
    if user_id is None:
        return
    known = {each.id for each in await users() if each.is_active}
    if user_id not in known:
        raise refuse("contracts.salesperson", "Choose one of the users.", "salesperson_id")


async def note_copies(
    contract_id: int, since: date | None, values: ContractValues, on: date
) -> None:
    """Copies are owed of what is issued from the day on which they were asked for."""
    wanted = values.copies_salesperson or values.copies_accountants
    until_now = (since or on) if wanted else None
    if until_now != since:
        await Contract.update({Contract.copies_since: until_now}).where(Contract.id == contract_id)


def columns(values: ContractValues, lines: Sequence[Line], reference: str) -> dict[str, Any]:
    """What may be edited, as columns."""
    return {
        "client": values.client_id,
        "reference": reference,
        "label": values.label.strip(),
        "search": searchable(reference, values.label, *(line.label for line in lines)),
        "frequency": values.frequency.value,
        "billing": values.billing.value,
        "anchor_day": values.anchor,
        "every": values.every,
        "second_day": values.second,
        "start_on": values.start_on,
        "end_on": values.end_on,
        "max_entries": values.max_entries,
        **renewal_columns(values.renewal),
        "index_name": values.indexation.name if values.indexation else "",
        "index_base": values.indexation and values.indexation.base,
        "index_percent": values.indexation and values.indexation.percent,
        "is_variable": values.is_variable,
        "is_split": values.is_split,
        "salesperson_id": values.salesperson_id,
        "copies_salesperson": values.copies_salesperson,
        "copies_accountants": values.copies_accountants,
        **trial_columns(values.trial),
        "mode": values.mode.value,
        "terms_days": values.terms_days,
        "order_number": values.order_number,
        "notes": values.notes,
        "invoice_note": values.invoice_note,
    }


def renewal_columns(renewal: Renewal | None) -> dict[str, Any]:
    """A tacit renewal, as columns."""
    return {
        "initial_months": renewal and renewal.initial_months,
        "renewal_months": renewal and renewal.months,
        "notice_months": renewal and renewal.notice_months,
        "informs": renewal is not None and renewal.informs,
    }


def trial_columns(trial: Trial | None) -> dict[str, Any]:
    """A trial, as columns."""
    return {
        "trial_length": trial and trial.length,
        "trial_unit": trial and trial.unit.value,
        "trial_net": trial.net if trial else 0,
        "trial_tells": trial is None or trial.tells,
    }


async def write_lines(
    contract_id: int, lines: Sequence[Line], amendment_id: int | None = None
) -> None:
    """The lines as agreed first, or of an amendment, in their order; those of before are gone."""
    version = (
        ContractLine.amendment_id.is_null()
        if amendment_id is None
        else ContractLine.amendment_id == amendment_id
    )
    await ContractLine.delete().where(ContractLine.contract == contract_id, version)
    await ContractLine.insert(
        *[
            ContractLine(contract=contract_id, position=at, amendment_id=amendment_id, **vars(line))
            for at, line in enumerate(lines, start=1)
        ]
    )


async def forget_quantities(contract_id: int, from_on: date) -> None:
    """Step: quantities were typed for other lines: their entries wait for them again."""
    await ScheduleEntry.update({ScheduleEntry.quantities: ""}).where(
        ScheduleEntry.contract == contract_id,
        ScheduleEntry.period_from >= from_on,
        ScheduleEntry.state != State.BILLED.value,
        ScheduleEntry.quantities != "",
    )


async def leave_out_before(contract_id: int, bill_from: date) -> None:
    """What was billed elsewhere is left out."""
    await ScheduleEntry.update({ScheduleEntry.state: State.SKIPPED.value}).where(
        ScheduleEntry.contract == contract_id, ScheduleEntry.planned_on < bill_from
    )


async def note(
    tx: Tx,
    act: str,
    contract_id: int,
    client_id: int,
    at: datetime,
    by: str,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Step: a line on the contract's and the client's timeline."""
    await record(
        tx,
        act=act,
        subject_kind="contract",
        subject_id=contract_id,
        client_id=client_id,
        at=at,
        by=by,
        detail=facts or {},
    )
