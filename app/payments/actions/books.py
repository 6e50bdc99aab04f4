"""The writes that every act on money shares: its row, entry, link in the chain, and trace."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from app.accounting import actions as accounting
from app.adapters.database import Tx, is_postgres
from app.auth import actions as auth
from app.invoices import actions as invoices
from app.payments import rules
from app.payments.rules import Method, ReceiptValues
from app.payments.tables import Receipt, ReceiptBalance


async def insert(
    tx: Tx,
    values: ReceiptValues,
    reverses: int | None,
    at: datetime,
    by: str,
    refunds: int | None = None,
) -> int | None:
    """The new receipt's id, or None when its key (or its undoing) is there already."""
    row = Receipt(
        client=values.client_id,
        method=values.method.value,
        amount=values.amount,
        received_on=values.received_on,
        reference=values.reference,
        note=values.note,
        key=values.key,
        reverses=reverses,
        refunds=refunds,
        recorded_at=at,
        recorded_by=by,
    )
    made = await Receipt.insert(row).on_conflict(action="DO NOTHING").returning(Receipt.id)
    return int(made[0]["id"]) if made else None


async def book(
    tx: Tx,
    receipt_id: int,
    values: ReceiptValues,
    client: str,
    *,
    reverses: int | None,
    refunds: int | None = None,
    at: datetime,
    by: str,
) -> None:
    """The entry in the ledger and the link in the chain; `client` is the name on the label."""
    what = "Encaissement" if refunds is None else "Remboursement"
    what = "Écart de règlement" if values.method is Method.DIFFERENCE else what
    what = what if reverses is None else f"Annulation {what.lower()}"
    await accounting.post(
        tx,
        journal=rules.journal(values.method),
        day=values.received_on,
        piece=f"R{receipt_id}",
        label=f"{what} {client}",
        subject=f"receipt:{receipt_id}",
        lines=rules.lines(values.method, values.amount, values.client_id),
        at=at,
        by=by,
    )
    facts: dict[str, object] = {
        "client": values.client_id,
        "method": values.method.value,
        "amount": values.amount,
        "received_on": values.received_on.isoformat(),
        "reference": values.reference,
        "reverses": reverses,
        "recorded_by": by,
    }
    if refunds is not None:
        facts["refunds"] = refunds
    await accounting.chain(tx, kind="receipt", id=receipt_id, payload=facts, at=at)


async def put(
    tx: Tx,
    receipt_id: int,
    parts: Sequence[tuple[int, int]],
    paid_on: date,
    at: datetime,
    by: str,
) -> None:
    """Allocate parts (instalment, cents), always in one order, so that none wait in a ring."""
    for instalment_id, cents in sorted(parts):
        await invoices.allocate(
            tx,
            instalment_id=instalment_id,
            source_kind="receipt",
            source_id=receipt_id,
            amount=cents,
            paid_on=paid_on,
            at=at,
            by=by,
        )


async def note(
    tx: Tx, act: str, receipt_id: int, values: ReceiptValues, at: datetime, by: str, **more: int
) -> None:
    facts = {
        "amount": values.amount,
        "method": values.method.value,
        "received_on": values.received_on.isoformat(),
        **{name: cents for name, cents in more.items() if cents},
    }
    await auth.record(
        tx,
        act=act,
        subject_kind="receipt",
        subject_id=receipt_id,
        client_id=values.client_id,
        detail=json.dumps(facts),
        at=at,
        by=by,
    )


async def hold(tx: Tx, receipt_id: int) -> None:
    """Step: hold a receipt until the transaction ends: nobody else can claim it meanwhile."""
    if is_postgres:
        await Receipt.raw("SELECT id FROM receipt WHERE id = {} FOR UPDATE", receipt_id)


async def give_back(tx: Tx, receipt_id: int, cents: int) -> None:
    """Cents taken off an invoice are left over again."""
    await ReceiptBalance.update({ReceiptBalance.open: ReceiptBalance.open + cents}).where(
        ReceiptBalance.receipt == receipt_id
    )
