"""Rows held until the transaction ends, always in the same order, so that nobody waits for ever.

SQLite has one writer at a time: there a transaction already holds everything.
"""

from collections.abc import Sequence
from typing import Any

from app.adapters.database import Tx, is_postgres
from app.invoices.queries.rows import Whole
from app.invoices.tables import Balance, Invoice

_HELD = " FOR UPDATE" if is_postgres else ""


async def hold_invoices(tx: Tx, ids: Sequence[int]) -> None:
    """Step: hold documents by id."""
    if is_postgres and ids:
        places = ", ".join("{}" for _ in ids)
        await Invoice.raw(f"SELECT id FROM invoice WHERE id IN ({places}) ORDER BY id{_HELD}", *ids)


async def hold_named(tx: Tx, drafts: Sequence[Whole]) -> None:
    """Step: hold the documents that drafts credit, replace, or take off as deposits."""
    named = {row.invoice[name] for row in drafts for name in ("credits", "corrects")} - {None}
    named |= {part["deposit"] for each in drafts for part in each.deductions}
    await hold_invoices(tx, sorted(named))


async def hold_balances(tx: Tx, invoice_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Step: hold what is open of documents; gives back their balance rows by instalment."""
    places = ", ".join("{}" for _ in invoice_ids)
    rows: list[dict[str, Any]] = await Balance.raw(
        "SELECT id, instalment, invoice_id, client_id, issued_on, due_on, open, settled_on,"
        " counted_on"
        f" FROM balance WHERE invoice_id IN ({places}) ORDER BY instalment{_HELD}",
        *invoice_ids,
    )
    return rows
