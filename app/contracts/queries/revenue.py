"""Recurring revenue at the ends of the last months, and what is about to renew or to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.contracts.queries.agreements import Standing, standing
from app.contracts.queries.amounts import Amounts, amounts
from app.contracts.queries.renewals import renewals
from app.contracts.queries.rows import spans_by_contract, terms_of
from app.contracts.rules import Held, RevenueMonth, Span, Terms, last_day, monthly_net
from app.contracts.rules import moved as moved_by
from app.contracts.tables import Contract
from app.core.calendar import add_months

_IDLE = (Standing.ENDED, Standing.PAUSED, Standing.UPCOMING, Standing.TRIAL)
_MONTHS = 12


@dataclass(frozen=True)
class Known:
    """A recurring contract with its client, its terms and its pauses."""

    id: int
    reference: str
    label: str
    client: str
    terms: Terms
    pauses: tuple[Span, ...]


@dataclass(frozen=True)
class Revenue:
    """Twelve months, oldest first, the last one up to today; the contracts by id."""

    months: Sequence[RevenueMonth]
    contracts: dict[int, Known]


async def revenue(on: date) -> Revenue:
    """What contracts bring in a month, at each month's end and on the day. As they are known
    today: a contract entered late counts from the day it runs."""
    contracts = await _contracts()
    known = await (await amounts()).know(contracts)
    first = on.replace(day=1)
    ends = [add_months(first, -back) - timedelta(days=1) for back in range(_MONTHS)]
    days = [*reversed(ends), on]
    held = [{one.id: _held(one, known, day) for one in contracts.values()} for day in days]
    months = []
    for n, day in enumerate(days[1:], 1):
        before, after = held[n - 1], held[n]
        changes = [moved_by(each, before[each], after[each]) for each in contracts]
        months.append(
            RevenueMonth(
                day,
                sum(each.monthly for each in before.values()),
                sum(each.monthly for each in after.values()),
                sum(each.monthly > 0 for each in after.values()),
                tuple(each for each in changes if each is not None),
            )
        )
    return Revenue(months, contracts)


async def _contracts() -> dict[int, Known]:
    rows = await Contract.raw(
        "SELECT c.*, k.name AS client_name FROM contract c JOIN client k ON k.id = c.client"
        " ORDER BY k.name_key, c.id"
    )
    spans = await spans_by_contract([row["id"] for row in rows])
    found = {
        row["id"]: Known(
            row["id"],
            row["reference"],
            row["label"],
            row["client_name"],
            terms_of(row),
            tuple(spans.get(row["id"], ())),
        )
        for row in rows
    }
    return {each.id: each for each in found.values() if not each.terms.is_split}


def _held(one: Known, known: Amounts, on: date) -> Held:
    stands = standing(one.terms, one.pauses, on)
    counts = stands not in _IDLE
    monthly = monthly_net(known.lines(one.id, on), one.terms) if counts else 0
    return Held(monthly, on >= one.terms.runs_from, stands is Standing.ENDED)


@dataclass(frozen=True)
class Ahead:
    """A contract that renews itself, or ends, within a year: when, until when somebody may say no
    (None: it just ends), and what it brings in a month, net."""

    contract_id: int
    label: str
    client: str
    on: date
    deadline: date | None
    monthly: int


async def ahead(on: date) -> list[Ahead]:
    """What is decided within a year, the nearest first."""
    until = add_months(on, 12)
    contracts = await _contracts()
    known = await (await amounts()).know(contracts)
    found = []
    for each in await renewals(on):
        one = contracts.get(each.contract_id)
        if one and on <= each.notice.term_end <= until:
            monthly = _held(one, known, on).monthly
            found.append(
                Ahead(
                    one.id,
                    one.label,
                    one.client,
                    each.notice.term_end,
                    each.notice.deadline,
                    monthly,
                )
            )
    for one in contracts.values():
        last = last_day(one.terms)
        if last is not None and on <= last <= until:
            monthly = _held(one, known, on).monthly
            found.append(Ahead(one.id, one.label, one.client, last, None, monthly))
    return sorted(found, key=lambda each: (each.deadline or each.on, each.contract_id))
