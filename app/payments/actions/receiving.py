"""Money of many recorded in as many statements as that of one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.adapters import bulk_rows
from app.adapters.database import Tx
from app.clients import queries as clients
from app.clock import ZONE
from app.invoices import actions as invoices
from app.invoices.actions import Put
from app.payments import queries, rules
from app.payments.actions import books
from app.payments.actions.books import Act
from app.payments.rules import ReceiptValues, Wanted
from app.payments.tables import ReceiptBalance


@dataclass(frozen=True)
class Incoming:
    """Money of one client; `paid_on` as `record_in` says."""

    values: ReceiptValues
    paid_on: date | None = None

    @property
    def named(self) -> list[int] | None:
        """The instalments that it is for, when they are told; None when they are to be found."""
        told = self.values.allocations
        return None if told is None or isinstance(told, Wanted) else [each for each, _ in told]


async def record_many_in(
    tx: Tx, incoming: Sequence[Incoming], *, at: datetime, by: str
) -> list[int]:
    """Step: record money of many, in as many statements as of one; gives back the receipts' ids in
    the order given. Refused, all of it, as soon as one is."""
    today = at.astimezone(ZONE).date()
    for each in incoming:
        rules.judge(each.values.amount, each.values.received_on, each.values.key, today)
    names = await _names([each.values.client_id for each in incoming])
    ids = await books.insert_many(tx, [each.values for each in incoming], at, by)
    new = [each for each in incoming if each.values.key in ids]
    if new:
        await _write(tx, new, ids, names, at, by)
    for each in incoming:
        if each.values.key not in ids:
            there = await queries.by_key(each.values.key)
            rules.same_receipt(there.values, each.values)
            ids[each.values.key] = there.id
    return [ids[each.values.key] for each in incoming]


async def _names(client_ids: Sequence[int]) -> dict[int, str]:
    found = await clients.clients(client_ids)
    for client_id in client_ids:
        if client_id not in found:
            found[client_id] = await clients.client(client_id)
    return {client_id: each.name for client_id, each in found.items()}


async def _write(
    tx: Tx,
    new: Sequence[Incoming],
    ids: Mapping[str, int],
    names: Mapping[int, str],
    at: datetime,
    by: str,
) -> None:
    parts = await _parts(new)
    acts: list[Act] = []
    puts: list[Put] = []
    for each, some in zip(new, parts, strict=True):
        values, receipt_id = each.values, ids[each.values.key]
        paid_on = each.paid_on or values.received_on
        puts += [Put(place, "receipt", receipt_id, cents, paid_on) for place, cents in some]
        left = values.amount - sum(cents for _, cents in some)
        acts.append(Act(receipt_id, values, names[values.client_id], left=left))
    balances = [
        {
            "receipt": each.receipt_id,
            "client_id": each.values.client_id,
            "received_on": each.values.received_on,
            "open": each.left,
        }
        for each in acts
    ]
    await bulk_rows.insert(ReceiptBalance, balances)
    # Always in one order, so that none wait in a ring.
    await invoices.allocate_many(tx, sorted(puts, key=_place), at=at, by=by)
    await books.book_many(tx, acts, at=at, by=by)
    await books.note_many(tx, "payment.recorded", acts, at=at, by=by)


def _place(put: Put) -> tuple[int, int]:
    return put.instalment_id, put.source_id


async def _parts(new: Sequence[Incoming]) -> list[list[tuple[int, int]]]:
    """Which cents of each go where, one after the other: what one has settled is open no more for
    those behind it."""
    found: list[list[tuple[int, int]]] = []
    owed = await queries.owed_of([one for each in new for one in each.named or ()])
    used: Counter[int] = Counter()
    for each in new:
        client_id = each.values.client_id
        there = owed.get(client_id, []) if each.named is not None else await queries.owed(client_id)
        left = [replace(one, open=one.open - used[one.instalment_id]) for one in there]
        open = [one for one in left if one.open > 0]
        parts = rules.parts_of(each.values.amount, open, each.values.allocations)
        used.update(dict(parts))
        found.append(parts)
    return found
