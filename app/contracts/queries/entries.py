"""Entries of the schedule as people see them: with the client, the amount, the invoice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.queries.amounts import Amounts, amounts
from app.contracts.queries.rows import SLOT, chunks, part_of
from app.contracts.rules import Amount, Mode, Part, State, kept
from app.contracts.tables import ScheduleEntry
from app.core.errors import Finding
from app.core.text import searchable

_SELECT = (
    "SELECT e.id, e.contract, e.n, e.period_from, e.period_to, e.planned_on, e.bill_on, e.days,"
    " e.full_days, e.state, e.net, e.comment, e.alert_on, e.invoice_id, e.refusal,"
    f" e.is_pinned, c.reference, c.label, c.mode, c.is_variable, c.client,{SLOT},"
    " k.name AS client_name, k.email AS client_email,"
    " i.number, i.state AS invoice_state, i.net AS invoice_net, i.total AS invoice_total"
    " FROM schedule_entry e JOIN contract c ON c.id = e.contract"
    " JOIN client k ON k.id = c.client LEFT JOIN invoice i ON i.id = e.invoice_id"
)


@dataclass(frozen=True)
class Filters:
    """What the schedule is narrowed to; None and "" leave it open."""

    text: str = ""
    state: State | None = None
    mode: Mode | None = None
    refused: bool = False
    untyped: bool = False


@dataclass(frozen=True)
class EntryView:
    """One entry. `amount` is what it bills, or what its invoice says (cents); `net` is an amount
    that the lines do not give, `is_pinned` when it was set by hand; `number` is the issued
    invoice's, None for a draft."""

    id: int
    contract_id: int
    reference: str
    label: str
    client_id: int
    client: str
    has_email: bool
    mode: Mode
    n: int
    part: Part
    planned_on: date
    bill_on: date
    state: State
    comment: str
    alert_on: date | None
    invoice_id: int | None
    number: str | None
    amount: Amount
    findings: tuple[Finding, ...]
    is_variable: bool = False
    is_pinned: bool = False

    @property
    def net(self) -> int | None:
        return self.part.net

    @property
    def needs_amount(self) -> bool:
        """Whether somebody must type what it bills first; until then `amount` is an estimate."""
        given = self.net is not None or bool(self.part.quantities)
        return self.is_variable and not given and self.state is not State.BILLED

    @property
    def is_draft(self) -> bool:
        return self.state is State.BILLED and self.invoice_id is not None and self.number is None

    @property
    def is_open(self) -> bool:
        """Whether it may still be issued: to be billed, or billed as a draft."""
        return self.state is State.PLANNED or self.is_draft

    @property
    def may_change(self) -> bool:
        """Whether its part of what is spread follows the others."""
        return self.state in (State.PLANNED, State.PAUSED) and not self.is_pinned

    @property
    def is_moved(self) -> bool:
        return self.bill_on != self.planned_on


async def between(
    first: date, last: date, filters: Filters | None = None, shared: Amounts | None = None
) -> list[EntryView]:
    """Entries to be billed from `first` to `last`, in the order of billing."""
    wanted, values = clauses(filters or Filters())
    return await _views(
        f"{_SELECT} WHERE e.bill_on >= {{}} AND e.bill_on <= {{}}{wanted}"
        " ORDER BY e.bill_on, k.name_key, e.contract, e.n",
        first,
        last,
        *values,
        shared=shared,
    )


async def of_contract(contract_id: int) -> list[EntryView]:
    """The whole schedule of a contract."""
    return await _views(f"{_SELECT} WHERE e.contract = {{}} ORDER BY e.n", contract_id)


async def by_ids(ids: Iterable[int]) -> list[EntryView]:
    """These entries, in the order of billing; ids that are gone are left out."""
    found: list[EntryView] = []
    for some in chunks(sorted(set(ids))):
        places = ", ".join("{}" for _ in some)
        found += await _views(f"{_SELECT} WHERE e.id IN ({places})", *some)
    return sorted(found, key=lambda each: (each.bill_on, each.contract_id, each.n))


async def entry(entry_id: int) -> EntryView | None:
    """One entry, or None when it is gone."""
    return next(iter(await by_ids([entry_id])), None)


async def refused_entries() -> list[EntryView]:
    """Entries that are due and could not be billed, each with why."""
    return await _views(
        f"{_SELECT} WHERE e.refusal <> '' AND e.state = 'planned' ORDER BY e.bill_on, e.contract"
    )


async def alerts(on: date) -> list[EntryView]:
    """Entries that someone asked to be shown again by `on`."""
    return await _views(
        f"{_SELECT} WHERE e.alert_on IS NOT NULL AND e.alert_on <= {{}} AND e.state <> 'billed'"
        " ORDER BY e.alert_on, e.contract, e.n",
        on,
    )


def clauses(filters: Filters) -> tuple[str, list[Any]]:
    """The SQL of the filters, to be put after a WHERE, and its values."""
    found: list[str] = []
    values: list[Any] = []
    for word in searchable(filters.text).split():
        escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        found.append("(c.search LIKE {} ESCAPE '!' OR k.search LIKE {} ESCAPE '!')")
        values += [f"%{escaped}%"] * 2
    if filters.state is not None:
        found.append("e.state = {}")
        values.append(filters.state.value)
    if filters.mode is not None:
        found.append("c.mode = {}")
        values.append(filters.mode.value)
    if filters.refused:
        found.append("e.refusal <> '' AND e.state = 'planned'")
    if filters.untyped:
        found.append("c.is_variable AND e.net IS NULL AND e.quantities = ''")
        found.append("e.state IN ('planned', 'paused')")
    return "".join(f" AND {clause}" for clause in found), values


async def _views(sql: str, *values: Any, shared: Amounts | None = None) -> list[EntryView]:
    rows = await ScheduleEntry.raw(sql, *values)
    open_contracts = {row["contract"] for row in rows if row["invoice_net"] is None}
    known = await (shared or await amounts()).know(open_contracts)
    return [_view(row, known) for row in rows]


def _view(row: Mapping[str, Any], known: Amounts) -> EntryView:
    part = part_of(row)
    billed = row["invoice_net"] is not None
    thrown_away = row["invoice_id"] is not None and not billed
    return EntryView(
        id=row["id"],
        contract_id=row["contract"],
        reference=row["reference"],
        label=row["label"],
        client_id=row["client"],
        client=row["client_name"],
        has_email=bool(row["client_email"]),
        mode=Mode(row["mode"]),
        n=row["n"],
        part=part,
        planned_on=row["planned_on"],
        bill_on=row["bill_on"],
        state=State.SKIPPED if thrown_away else State(row["state"]),
        comment=row["comment"],
        alert_on=row["alert_on"],
        invoice_id=None if thrown_away else row["invoice_id"],
        number=row["number"],
        amount=Amount(row["invoice_net"], row["invoice_total"])
        if billed
        else known.of(row["contract"], part),
        findings=tuple(kept(row["refusal"])),
        is_variable=bool(row["is_variable"]),
        is_pinned=bool(row["is_pinned"]),
    )
