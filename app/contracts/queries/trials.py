"""Contracts on trial: which end soon, and what each then bills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.queries.amounts import charges_vat
from app.contracts.queries.rows import TERMS, terms_of, versions_by_contract
from app.contracts.rules import Amount, Part, Terms, Trial, amount, period
from app.contracts.tables import Contract

_SELECT = (
    f"SELECT c.id, c.reference, c.label, c.client, c.trial_told_on,{TERMS},"
    " k.name AS client_name, k.language FROM contract c JOIN client k ON k.id = c.client"
    " WHERE c.trial_length IS NOT NULL AND k.archived_at IS NULL"
)


@dataclass(frozen=True)
class TrialView:
    """A trial: until when, what the first period after it bills and on which day; when its client
    was told."""

    contract_id: int
    reference: str
    label: str
    client_id: int
    client: str
    language: str
    terms: Terms
    trial: Trial
    first: Amount
    told_on: date | None

    @property
    def last(self) -> date:
        return self.trial.last(self.terms.start_on)

    @property
    def runs_from(self) -> date:
        return self.terms.runs_from

    def is_ending(self, on: date) -> bool:
        """Whether it ends within a week, or is past the half of a short one."""
        return self.trial.tell_on(self.terms.start_on) <= on <= self.last


async def ending_trials(on: date) -> list[TrialView]:
    """Trials that are about to end by themselves, the first to end first."""
    return (await ending_trials_by_day([on]))[on]


async def ending_trials_by_day(days: Sequence[date]) -> dict[date, list[TrialView]]:
    """The same of each of several days, read once."""
    rows = await Contract.raw(f"{_SELECT} AND c.start_on <= {{}}", max(days))
    views = sorted(await _views(rows), key=lambda each: (each.last, each.contract_id))
    return {
        day: [each for each in views if each.terms.start_on <= day and each.is_ending(day)]
        for day in days
    }


async def trial(contract_id: int) -> TrialView | None:
    """One contract's; None when it has none, or was ended before it runs."""
    rows = await Contract.raw(f"{_SELECT} AND c.id = {{}}", contract_id)
    return next(iter(await _views(rows)), None)


async def _views(rows: list[Mapping[str, Any]]) -> list[TrialView]:
    versions = await versions_by_contract(row["id"] for row in rows)
    vat = await charges_vat()
    found = []
    for row in rows:
        terms = terms_of(row)
        first = _first(terms)
        if first is not None and terms.trial is not None:
            bills = amount(versions[row["id"]], first, vat)
            found.append(_view(row, terms, terms.trial, bills))
    return found


def _first(terms: Terms) -> Part | None:
    """The first period after the trial; None when the contract ends before."""
    n = 2 if terms.trial and terms.trial.net else 1
    found = period(terms, n)
    if found is None:
        return None
    return Part(found.first, found.last, found.days, found.full_days)


def _view(row: Mapping[str, Any], terms: Terms, trial: Trial, first: Amount) -> TrialView:
    return TrialView(
        contract_id=row["id"],
        reference=row["reference"],
        label=row["label"],
        client_id=row["client"],
        client=row["client_name"],
        language=row["language"],
        terms=terms,
        trial=trial,
        first=first,
        told_on=row["trial_told_on"],
    )
