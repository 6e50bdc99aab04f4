"""Documents of before taken back with their import: reversing entries on the same days, once."""

from collections.abc import Sequence
from datetime import datetime

from app.accounting.actions import Linked, chain_many, post_many
from app.adapters.database import Tx
from app.auth.actions import Subject, record_many
from app.invoices import rules
from app.invoices.actions.locks import hold_balances, hold_invoices
from app.invoices.rules import Origin, Source
from app.invoices.tables import Allocation, Balance, Instalment, Invoice


async def withdraw_openings(tx: Tx, ids: Sequence[int], *, at: datetime, by: str) -> int:
    """Step: take back documents of before, as if they had never been there; gives back how many.

    Those on which something is put (money, a credit note), that are withdrawn already or that are
    no openings are left as they are.
    """
    await hold_invoices(tx, ids)
    await hold_balances(tx, ids)
    paid = await _paid(ids)
    # The day stays the one of the document: it is gone from every past day as well.
    rows = (
        await Invoice.update({Invoice.withdrawn_at: at})
        .where(
            Invoice.id.is_in(await _free(ids)),
            Invoice.origin == Origin.OPENING,
            Invoice.withdrawn_at.is_null(),
        )
        .returning(Invoice.id, Invoice.client, Invoice.number, Invoice.issued_on, Invoice.total)
    )
    if not rows:
        return 0
    rows.sort(key=lambda row: row["id"])
    # What is open of it is nobody's debt any more: the projection forgets it.
    await Balance.delete().where(Balance.invoice_id.is_in([row["id"] for row in rows]))
    postings = [
        posting for row in rows for posting in rules.withdrawal_postings(row, paid.get(row["id"]))
    ]
    await post_many(tx, postings, at=at, by=by)
    await record_many(
        tx,
        act="invoice.withdrawn",
        subject_kind="invoice",
        subjects=[Subject(row["id"], row["client"], {"number": row["number"]}) for row in rows],
        at=at,
        by=by,
    )
    links = [Linked(row["id"], {"number": row["number"], "total": row["total"]}) for row in rows]
    await chain_many(tx, kind="withdrawal", items=links, at=at)
    return len(rows)


async def _free(ids: Sequence[int]) -> list[int]:
    """Those on which nothing is put but what their own import said was paid."""
    places = ", ".join("{}" for _ in ids)
    used = await Allocation.raw(
        "SELECT s.invoice AS id FROM allocation a JOIN instalment s ON s.id = a.instalment"
        f" WHERE s.invoice IN ({places}) AND a.source_kind <> 'opening' AND a.reverses IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id)",
        *ids,
    )
    taken = {row["id"] for row in used}
    return [each for each in ids if each not in taken] or [0]


async def _paid(ids: Sequence[int]) -> dict[int, rules.Settled]:
    """What their own import said was paid of each: cents, and the day it counts from."""
    parts = await Instalment.select(Instalment.id, Instalment.invoice).where(
        Instalment.invoice.is_in(list(ids))
    )
    documents = {part["id"]: part["invoice"] for part in parts}
    rows = await Allocation.select(
        Allocation.instalment, Allocation.amount, Allocation.counts_on
    ).where(
        Allocation.instalment.is_in(list(documents)),
        Allocation.source_kind == Source.OPENING,
    )
    return {
        documents[row["instalment"]]: rules.Settled(row["amount"], row["counts_on"]) for row in rows
    }
