"""The two database engines, and the one way to write: a transaction handed on as `Tx`.

SQLite by default, PostgreSQL by DATABASE_URL. Uses Piccolo internals: it is pinned.
"""

import errno
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from piccolo.table import Table

from app.adapters.database.postgres import Postgres
from app.adapters.database.sqlite import Sqlite
from app.config import config


class Tx:
    """An open transaction, given to steps as proof that one is open."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Run a part that may be refused: its writes are undone, the transaction goes on."""
        point = await self._inner.savepoint()
        try:
            yield
        except BaseException:
            await point.rollback_to()
            raise
        else:
            await point.release()


def make_engine(database_url: str | None, sqlite_path: str) -> Sqlite | Postgres:
    """Build the engine of a PostgreSQL address, or of a SQLite file when there is none."""
    if database_url:
        # Compiling a plan takes longer than any of our pages.
        return Postgres(config={"dsn": database_url, "server_settings": {"jit": "off"}})
    return Sqlite(path=sqlite_path)


engine = make_engine(config().database_url, str(config().sqlite_path))
is_postgres = isinstance(engine, Postgres)


def is_full(error: BaseException) -> bool:
    """Whether there was no room to write: a file, SQLite's, or on the disk of PostgreSQL."""
    if isinstance(error, sqlite3.OperationalError):
        return "disk is full" in str(error)
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return type(error).__name__ == "DiskFullError"


@asynccontextmanager
async def transaction() -> AsyncIterator[Tx]:
    """Open the one transaction of an action; refused (RuntimeError) inside another."""
    if in_transaction():
        raise RuntimeError("an action was called inside a transaction; call its step instead")
    async with engine.transaction() as inner:
        yield Tx(inner)


def in_transaction() -> bool:
    """Whether the current task holds an open transaction (adapters refuse to call out then)."""
    return engine.current_transaction.get() is not None


def refuse_in_transaction(what: str) -> None:
    """Fail loudly when the outside world would be called while a transaction is open."""
    if in_transaction():
        raise RuntimeError(f"{what} inside a transaction")


async def open_engine() -> None:
    """Start the connection pool (PostgreSQL); SQLite opens on first use."""
    # Left to look for its engine, a table loads Piccolo's generator of projects, and with it a code
    # formatter: 10 MB in each process.
    for table in Table.__subclasses__():
        table._meta.db = engine
    if isinstance(engine, Postgres):
        await engine.start_connection_pool(min_size=1, max_size=8)


async def close_engine() -> None:
    """Close what is open, so that the process can end."""
    if isinstance(engine, Postgres):
        if engine.pool:
            await engine.close_connection_pool()
    else:
        await engine.close()
