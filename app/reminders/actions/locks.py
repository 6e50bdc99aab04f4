"""Clients held until the transaction ends, so that two workers do not chase the same one."""

from collections.abc import Sequence

from app.adapters.database import Tx, is_postgres
from app.clients.tables import Client
from app.reminders.tables import Plan


async def hold_clients(tx: Tx, ids: Sequence[int]) -> None:
    """Step: hold clients by id, in their order. SQLite has one writer at a time anyway."""
    if is_postgres and ids:
        places = ", ".join("{}" for _ in ids)
        await Client.raw(
            f"SELECT id FROM client WHERE id IN ({places}) ORDER BY id FOR NO KEY UPDATE", *ids
        )


async def hold_plan(tx: Tx, plan_id: int) -> None:
    """Step: hold a plan, so that two people do not put its steps in order at once."""
    if is_postgres:
        await Plan.raw("SELECT id FROM plan WHERE id = {} FOR NO KEY UPDATE", plan_id)
