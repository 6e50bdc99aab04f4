"""The list of contracts: what each is, how it stands, what it brings in, what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.queries.agreements import Standing, standing
from app.contracts.queries.amounts import Amounts, amounts
from app.contracts.queries.rows import (
    SLOT,
    part_of,
    spans_by_contract,
    terms_of,
)
from app.contracts.rules import Amount, Mode, Span, Terms, last_day, monthly_net
from app.contracts.tables import Contract
from app.core.text import searchable

SORTS = ("client", "reference", "monthly", "next", "start", "end")


@dataclass(frozen=True)
class ContractRow:
    """A line of the list. `monthly` is net a month on average; `next` is what is billed next,
    on `next_on`; amounts in cents."""

    id: int
    reference: str
    label: str
    client_id: int
    client: str
    terms: Terms
    mode: Mode
    standing: Standing
    last_day: date | None
    monthly: int
    next_on: date | None
    next: Amount | None


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None and "" leave it open. By default what has ended is
    not shown."""

    text: str = ""
    standing: Standing | None = None
    mode: Mode | None = None
    client_id: int | None = None


async def list_contracts(filters: Filters, *, on: date, sort: str = "client") -> list[ContractRow]:
    """Every contract that the filters leave, sorted by one of `SORTS` ("-monthly": downwards)."""
    rows = await _rows(filters)
    ids = [row["id"] for row in rows]
    spans = await spans_by_contract(ids)
    known = await (await amounts()).know(ids)
    found = [_row(row, tuple(spans.get(row["id"], ())), known, on) for row in rows]
    if filters.standing is not None:
        found = [each for each in found if each.standing is filters.standing]
    elif not filters.text:
        found = [each for each in found if each.standing is not Standing.ENDED]
    return sorted(found, key=_key(sort.lstrip("-")), reverse=sort.startswith("-"))


async def _rows(filters: Filters) -> list[dict[str, Any]]:
    clauses: list[str] = ["1 = 1"]
    values: list[Any] = []
    for word in searchable(filters.text).split():
        escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        clauses.append("(c.search LIKE {} ESCAPE '!' OR k.search LIKE {} ESCAPE '!')")
        values += [f"%{escaped}%"] * 2
    if filters.mode is not None:
        clauses.append("c.mode = {}")
        values.append(filters.mode.value)
    if filters.client_id is not None:
        clauses.append("c.client = {}")
        values.append(filters.client_id)
    rows: list[dict[str, Any]] = await Contract.raw(
        "SELECT c.*, k.name AS client_name, e.bill_on AS next_on, e.period_from, e.period_to,"
        f" e.n, e.days, e.full_days, e.net,{SLOT} FROM contract c JOIN client k ON k.id = c.client"
        " LEFT JOIN schedule_entry e ON e.id = (SELECT f.id FROM schedule_entry f"
        " WHERE f.contract = c.id AND f.state = 'planned' ORDER BY f.bill_on, f.n LIMIT 1)"
        f" WHERE {' AND '.join(clauses)} ORDER BY k.name_key, c.id",
        *values,
    )
    return rows


def _row(row: dict[str, Any], spans: tuple[Span, ...], known: Amounts, on: date) -> ContractRow:
    terms = terms_of(row)
    stands = standing(terms, spans, on)
    idle = stands is Standing.ENDED or row["next_on"] is None
    return ContractRow(
        id=row["id"],
        reference=row["reference"],
        label=row["label"],
        client_id=row["client"],
        client=row["client_name"],
        terms=terms,
        mode=Mode(row["mode"]),
        standing=stands,
        last_day=last_day(terms),
        monthly=0 if stands is Standing.ENDED else monthly_net(known.lines(row["id"], on), terms),
        next_on=row["next_on"],
        next=None if idle else known.of(row["id"], part_of(row)),
    )


def _key(sort: str) -> Callable[[ContractRow], Any]:
    keys: dict[str, Callable[[ContractRow], Any]] = {
        "reference": lambda each: searchable(each.reference),
        "monthly": lambda each: each.monthly,
        "next": lambda each: each.next_on or date.max,
        "start": lambda each: each.terms.start_on,
        "end": lambda each: each.last_day or date.max,
    }
    return keys.get(sort, lambda each: (searchable(each.client), each.id))


def monthly_total(rows: Sequence[ContractRow]) -> int:
    """What the contracts shown bring in a month, net, in cents; those on hold or on trial are not
    counted."""
    idle = (Standing.PAUSED, Standing.TRIAL)
    return sum(each.monthly for each in rows if each.standing not in idle)
