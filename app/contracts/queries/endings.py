"""A contract that ends before its time: what is billed beyond the day, and whether it is undone."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from app.contracts.queries.entries import EntryView, of_contract
from app.contracts.rules import Amount, State
from app.contracts.tables import Contract, ContractEnd
from app.core.errors import Refused
from app.invoices.queries.originals import originals
from app.invoices.rules import credit_unused


@dataclass(frozen=True)
class Beyond:
    """A billed entry that goes past the end: `used` of its `days` are owed. `credit` is what would
    be given back (above zero); None for a draft, or when nothing is left to credit."""

    entry: EntryView
    used: int
    days: int
    credit: Amount | None


async def beyond(contract_id: int, last: date) -> list[Beyond]:
    """The billed entries of a contract that go past `last`, in order."""
    entries = [
        each
        for each in await of_contract(contract_id)
        if each.state is State.BILLED and each.part.last > last
    ]
    issued = [each.invoice_id for each in entries if each.invoice_id and not each.is_draft]
    known = await originals(issued) if issued else {}
    found = []
    for each in entries:
        days = (each.part.last - each.part.first).days + 1
        used = max(0, (last - each.part.first).days + 1)
        of = known.get(each.invoice_id or 0)
        found.append(Beyond(each, used, days, _credit(of, used, days) if of else None))
    return found


def _credit(of: Any, used: int, days: int) -> Amount | None:
    try:
        totals = credit_unused(of.issued, used, days).totals
    except Refused:
        return None
    return Amount(-totals.net, -totals.total - totals.rounding)


@dataclass(frozen=True)
class End:
    """The end that a contract was given, as it stands. What is spread ends with `max_entries`, and
    `waived` cents less."""

    id: int
    last_day: date
    former_end_on: date | None
    credited: int
    marks: str
    max_entries: int | None = None
    former_max_entries: int | None = None
    waived: int = 0


async def standing_end(contract_id: int) -> End | None:
    """The end that was given last and holds; None when there is none, or it was changed since."""
    row = (
        await ContractEnd.select()
        .where(ContractEnd.contract == contract_id, ContractEnd.undone_at.is_null())
        .order_by(ContractEnd.id, ascending=False)
        .first()
    )
    kept = await Contract.select().where(Contract.id == contract_id).first()
    if row is None or kept is None:
        return None
    holds = (
        kept["end_on"] == row["last_day"]
        if row["max_entries"] is None
        else kept["max_entries"] == row["max_entries"]
    )
    wanted = (each.name for each in fields(End))
    return End(**{name: row[name] for name in wanted}) if holds else None
