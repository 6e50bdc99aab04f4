"""One contract as people see it: its lines, how it stands, what it has brought in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.contracts.queries.rows import renewal_of, spans_by_contract, trial_of, versions_by_contract
from app.contracts.rules import (
    Amount,
    Billing,
    ContractValues,
    Frequency,
    Indexation,
    Line,
    Mode,
    Span,
    Terms,
    Versions,
    last_day,
    monthly_net,
)
from app.contracts.tables import Contract
from app.core.errors import N_, refuse

SOON = timedelta(days=90)


class Standing(StrEnum):
    """How a contract stands on a day; worked out, never stored."""

    UPCOMING = "upcoming"
    TRIAL = "trial"
    ACTIVE = "active"
    ENDING = "ending"
    PAUSED = "paused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _STANDINGS[self.value]


_STANDINGS = {
    "upcoming": N_("not started"),
    "trial": N_("on trial"),
    "active": N_("running"),
    "ending": N_("ends soon"),
    "paused": N_("on hold"),
    "ended": N_("ended"),
}


@dataclass(frozen=True)
class BroughtIn:
    """Issued invoices of a contract: how many, what they came to, what is open (cents)."""

    count: int
    amount: Amount
    open: int


@dataclass(frozen=True)
class ContractView:
    """One contract: its values, its lines, its pauses; `waived` cents of what is spread are given
    up."""

    id: int
    client: str
    client_email: str
    values: ContractValues
    versions: Versions
    pauses: tuple[Span, ...]
    waived: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """What each period bills as agreed first; amendments come on top."""
        return self.versions.first

    def monthly(self, on: date) -> int:
        """Net a month on average on a day, in cents."""
        return monthly_net(self.versions.on(on), self.values.terms)

    def standing(self, on: date) -> Standing:
        return standing(self.values.terms, self.pauses, on)

    @property
    def last_day(self) -> date | None:
        return last_day(self.values.terms)


def standing(terms: Terms, pauses: tuple[Span, ...], on: date) -> Standing:
    """How a contract stands on a day."""
    last = last_day(terms)
    if last is not None and last < on:
        return Standing.ENDED
    if any(span.holds(on) for span in pauses):
        return Standing.PAUSED
    if terms.start_on > on:
        return Standing.UPCOMING
    if on < terms.runs_from:
        return Standing.TRIAL
    return Standing.ENDING if last is not None and last <= on + SOON else Standing.ACTIVE


async def contract(contract_id: int) -> ContractView:
    """One contract; refused (contracts.unknown) when there is none."""
    rows = await Contract.raw(
        "SELECT c.*, k.name AS client_name, k.email AS client_email FROM contract c"
        " JOIN client k ON k.id = c.client WHERE c.id = {}",
        contract_id,
    )
    if not rows:
        raise refuse("contracts.unknown", "There is no contract %(id)s.", id=contract_id)
    spans = (await spans_by_contract([contract_id])).get(contract_id, [])
    return ContractView(
        contract_id,
        rows[0]["client_name"],
        rows[0]["client_email"],
        _values(rows[0]),
        (await versions_by_contract([contract_id])).get(contract_id, Versions(())),
        tuple(spans),
        rows[0]["waived"],
    )


async def brought_in(contract_id: int) -> BroughtIn:
    """What a contract's invoices came to, credit notes deducted, and what of it is still owed."""
    [row] = await Contract.raw(
        "SELECT COUNT(i.id) AS count, COALESCE(CAST(SUM(i.net) AS BIGINT), 0) AS net,"
        " COALESCE(CAST(SUM(i.total) AS BIGINT), 0) AS total,"
        " COALESCE(CAST(SUM(r.net) AS BIGINT), 0) AS credited_net,"
        " COALESCE(CAST(SUM(r.total) AS BIGINT), 0) AS credited,"
        " COALESCE(CAST(SUM(b.open) AS BIGINT), 0) AS open"
        " FROM schedule_entry e JOIN invoice i ON i.id = e.invoice_id AND i.state = 'issued'"
        " LEFT JOIN invoice r ON r.credits = i.id AND r.state = 'issued'"
        " LEFT JOIN balance b ON b.invoice_id = i.id WHERE e.contract = {}",
        contract_id,
    )
    amount = Amount(row["net"] + row["credited_net"], row["total"] + row["credited"])
    return BroughtIn(row["count"], amount, row["open"])


async def is_billed(contract_id: int) -> bool:
    """Whether anything has been billed, which fixes the client and the terms."""
    rows = await Contract.raw(
        "SELECT id FROM schedule_entry WHERE contract = {} AND state = 'billed' LIMIT 1",
        contract_id,
    )
    return bool(rows)


def _values(row: Mapping[str, Any]) -> ContractValues:
    return ContractValues(
        client_id=row["client"],
        label=row["label"],
        frequency=Frequency(row["frequency"]),
        billing=Billing(row["billing"]),
        start_on=row["start_on"],
        mode=Mode(row["mode"]),
        reference=row["reference"],
        anchor_day=row["anchor_day"],
        end_on=row["end_on"],
        max_entries=row["max_entries"],
        terms_days=row["terms_days"],
        order_number=row["order_number"],
        notes=row["notes"],
        invoice_note=row["invoice_note"],
        import_id=row["import_id"],
        every=row["every"],
        second_day=row["second_day"],
        renewal=None if row["end_on"] else renewal_of(row),
        is_variable=bool(row["is_variable"]),
        indexation=_indexation(row),
        is_split=bool(row["is_split"]),
        trial=trial_of(row),
        offer_id=row["offer_id"],
        salesperson_id=row["salesperson_id"],
        copies_salesperson=bool(row["copies_salesperson"]),
        copies_accountants=bool(row["copies_accountants"]),
    )


def _indexation(row: Mapping[str, Any]) -> Indexation | None:
    if row["index_base"] is None and row["index_percent"] is None:
        return None
    return Indexation(row["index_name"], row["index_base"], row["index_percent"])
