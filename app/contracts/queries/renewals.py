"""Contracts that renew themselves: what is to be done about each on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clients.rules import Kind
from app.contracts.rules import Duty, Notice, Renewal, duty
from app.contracts.tables import Contract, ContractNotice

_SELECT = (
    "SELECT c.id, c.reference, c.label, c.client, c.start_on, c.initial_months, c.renewal_months,"
    " c.notice_months, c.informs, k.name AS client_name, k.kind, k.language"
    " FROM contract c JOIN client k ON k.id = c.client"
    " WHERE c.initial_months IS NOT NULL AND c.end_on IS NULL AND k.archived_at IS NULL"
)


@dataclass(frozen=True)
class RenewalView:
    """A contract that renews itself, and what is to be done on the day it was asked for.
    `must_tell`: the law has its client told."""

    contract_id: int
    reference: str
    label: str
    client_id: int
    client: str
    language: str
    renewal: Renewal
    must_tell: bool
    duty: Duty
    notice: Notice


async def renewals(on: date) -> list[RenewalView]:
    """Every contract that renews itself, by the last day to refuse."""
    return (await renewals_by_day([on]))[on]


async def renewals_by_day(days: Sequence[date]) -> dict[date, list[RenewalView]]:
    """The same of each of several days, read once."""
    rows, told = await Contract.raw(_SELECT), await _told()
    found = {}
    for on in days:
        seen = [_view(row, told.get(row["id"], set()), on) for row in rows if row["start_on"] <= on]
        found[on] = sorted(seen, key=lambda each: (each.notice.deadline, each.contract_id))
    return found


async def renewal_of(contract_id: int, on: date) -> RenewalView | None:
    """One contract's; None when it does not renew itself."""
    rows = await Contract.raw(f"{_SELECT} AND c.id = {{}}", contract_id)
    told = (await _told(contract_id)).get(contract_id, set())
    return _view(rows[0], told, on) if rows else None


async def told_of(contract_id: int) -> list[dict[str, Any]]:
    """When the client was told, the latest first."""
    rows: list[dict[str, Any]] = (
        await ContractNotice.select()
        .where(ContractNotice.contract == contract_id)
        .order_by(ContractNotice.term_end, ascending=False)
    )
    return rows


async def _told(contract_id: int | None = None) -> dict[int, set[date]]:
    query = ContractNotice.select(ContractNotice.contract, ContractNotice.term_end)
    if contract_id is not None:
        query = query.where(ContractNotice.contract == contract_id)
    found: dict[int, set[date]] = {}
    for row in await query:
        found.setdefault(row["contract"], set()).add(row["term_end"])
    return found


def _view(row: Mapping[str, Any], told: set[date], on: date) -> RenewalView:
    renewal = Renewal(
        row["initial_months"], row["renewal_months"], row["notice_months"], bool(row["informs"])
    )
    must_tell = row["kind"] == Kind.CONSUMER.value or renewal.informs
    what, which = duty(row["start_on"], renewal, told, must_tell, on)
    return RenewalView(
        contract_id=row["id"],
        reference=row["reference"],
        label=row["label"],
        client_id=row["client"],
        client=row["client_name"],
        language=row["language"],
        renewal=renewal,
        must_tell=must_tell,
        duty=what,
        notice=which,
    )
