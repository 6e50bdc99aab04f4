"""Clients held until the transaction ends, so that two workers do not chase the same one."""

from collections.abc import Sequence

from app.adapters.database import Tx, is_postgres
from app.clients.tables import Client


async def hold_clients(tx: Tx, ids: Sequence[int]) -> None:
    """Step: hold clients by id, in their order. SQLite has one writer at a time anyway."""
    if is_postgres and ids:
        places = ", ".join("{}" for _ in ids)
        await Client.raw(
            f"SELECT id FROM client WHERE id IN ({places}) ORDER BY id FOR NO KEY UPDATE", *ids
        )
