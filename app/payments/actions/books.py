"""The writes that every act on money shares: its row, entry, link in the chain, and trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounting import actions as accounting
from app.accounting.actions import Linked
from app.accounting.rules import Posting
from app.adapters import bulk_rows
from app.adapters.database import Tx, is_postgres
from app.auth import actions as auth
from app.auth.actions import Subject
from app.invoices import actions as invoices
from app.invoices.actions import Put
from app.payments import rules
from app.payments.rules import Method, ReceiptValues
from app.payments.tables import Receipt, ReceiptBalance

_CHUNK = 250


@dataclass(frozen=True)
class Act:
    """A receipt with its facts and the name on its label; `left` cents of it are not used."""

    receipt_id: int
    values: ReceiptValues
    client: str
    reverses: int | None = None
    refunds: int | None = None
    left: int = 0


async def insert(
    tx: Tx,
    values: ReceiptValues,
    reverses: int | None,
    at: datetime,
    by: str,
    refunds: int | None = None,
) -> int | None:
    """The new receipt's id, or None when its key (or its undoing) is there already."""
    row = _row(values, at, by) | {"reverses": reverses, "refunds": refunds}
    made = await bulk_rows.insert(Receipt, [row], "id", if_new=True)
    return int(made[0]["id"]) if made else None


async def insert_many(
    tx: Tx, values: Sequence[ReceiptValues], at: datetime, by: str
) -> dict[str, int]:
    """The new receipts' ids by their keys; those whose key is there already are left out."""
    if len({each.key for each in values}) < len(values):
        raise ValueError("the same key for two receipts")
    ids: dict[str, int] = {}
    for start in range(0, len(values), _CHUNK):
        rows = [_row(each, at, by) for each in values[start : start + _CHUNK]]
        made = await bulk_rows.insert(Receipt, rows, "id", "key", if_new=True)
        ids |= {row["key"]: row["id"] for row in made}
    return ids


def _row(values: ReceiptValues, at: datetime, by: str) -> dict[str, Any]:
    return {
        "client": values.client_id,
        "method": values.method.value,
        "amount": values.amount,
        "received_on": values.received_on,
        "reference": values.reference,
        "note": values.note,
        "key": values.key,
        "recorded_at": at,
        "recorded_by": by,
    }


async def book(tx: Tx, act: Act, *, at: datetime, by: str) -> None:
    """The entry in the ledger and the link in the chain."""
    await book_many(tx, [act], at=at, by=by)


async def book_many(tx: Tx, acts: Sequence[Act], *, at: datetime, by: str) -> None:
    """The same of many."""
    await accounting.post_many(tx, [_posting(each) for each in acts], at=at, by=by)
    links = [Linked(each.receipt_id, _facts(each, by)) for each in acts]
    await accounting.chain_many(tx, kind="receipt", items=links, at=at)


def _posting(act: Act) -> Posting:
    values = act.values
    what = "Encaissement" if act.refunds is None else "Remboursement"
    what = "Écart de règlement" if values.method is Method.DIFFERENCE else what
    what = what if act.reverses is None else f"Annulation {what.lower()}"
    return Posting(
        rules.journal(values.method),
        values.received_on,
        f"R{act.receipt_id}",
        f"{what} {act.client}",
        f"receipt:{act.receipt_id}",
        tuple(rules.lines(values.method, values.amount, values.client_id)),
    )


def _facts(act: Act, by: str) -> dict[str, object]:
    values = act.values
    facts: dict[str, object] = {
        "client": values.client_id,
        "method": values.method.value,
        "amount": values.amount,
        "received_on": values.received_on.isoformat(),
        "reference": values.reference,
        "reverses": act.reverses,
        "recorded_by": by,
    }
    if act.refunds is not None:
        facts["refunds"] = act.refunds
    return facts


async def put(
    tx: Tx,
    receipt_id: int,
    parts: Sequence[tuple[int, int]],
    paid_on: date,
    at: datetime,
    by: str,
) -> None:
    """Allocate parts (instalment, cents), always in one order, so that none wait in a ring."""
    puts = [Put(place, "receipt", receipt_id, cents, paid_on) for place, cents in sorted(parts)]
    await invoices.allocate_many(tx, puts, at=at, by=by)


async def note(
    tx: Tx, act: str, receipt_id: int, values: ReceiptValues, at: datetime, by: str, **more: int
) -> None:
    """A line of the audit trail, with the facts of the money and more cents."""
    await auth.record(
        tx,
        act=act,
        subject_kind="receipt",
        subject_id=receipt_id,
        client_id=values.client_id,
        detail=_told(values, more),
        at=at,
        by=by,
    )


async def note_many(tx: Tx, act: str, acts: Sequence[Act], *, at: datetime, by: str) -> None:
    """One line of the audit trail for each."""
    subjects = [
        Subject(each.receipt_id, each.values.client_id, _told(each.values, {"left": each.left}))
        for each in acts
    ]
    await auth.record_many(tx, act=act, subject_kind="receipt", subjects=subjects, at=at, by=by)


def _told(values: ReceiptValues, more: Mapping[str, int]) -> dict[str, object]:
    return {
        "amount": values.amount,
        "method": values.method.value,
        "received_on": values.received_on.isoformat(),
        **{name: cents for name, cents in more.items() if cents},
    }


async def hold(tx: Tx, receipt_id: int) -> None:
    """Step: hold a receipt until the transaction ends: nobody else can claim it meanwhile."""
    if is_postgres:
        await Receipt.raw("SELECT id FROM receipt WHERE id = {} FOR UPDATE", receipt_id)


async def give_back(tx: Tx, receipt_id: int, cents: int) -> None:
    """Cents taken off an invoice are left over again."""
    await ReceiptBalance.update({ReceiptBalance.open: ReceiptBalance.open + cents}).where(
        ReceiptBalance.receipt == receipt_id
    )
