"""The two database engines, and the one way to write: a transaction handed on as `Tx`.

SQLite by default (WAL, one shared connection for reads, IMMEDIATE transactions that close their
connection even when they fail), PostgreSQL by DATABASE_URL. Uses Piccolo internals: it is pinned.
"""

import errno
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.engine.sqlite import (
    Atomic,
    SQLiteEngine,
    SQLiteTransaction,
    TransactionType,
    dict_factory,
)
from piccolo.table import Table

from app.config import config
from app.core.text import folded

_PRAGMAS = (
    "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
)


class _Transaction(SQLiteTransaction):
    """A SQLite transaction that closes its connection (a thread) when BEGIN or COMMIT fails."""

    async def begin(self) -> None:
        try:
            await super().begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self.connection.close()
            raise

    async def rollback(self) -> None:
        # SQLite has already rolled back by itself after some failures (a full disk, say).
        if self.connection.in_transaction:
            await super().rollback()  # type: ignore[no-untyped-call]

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            return await super().__aexit__(kind, exception, traceback)
        finally:
            if self.engine.current_transaction.get() is self:
                await self.connection.close()
                self.engine.current_transaction.reset(self.context)


class Sqlite(SQLiteEngine):
    """Piccolo's SQLite engine with one shared connection outside transactions."""

    __slots__ = ("_shared",)
    _shared: aiosqlite.Connection | None

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self._shared = None

    async def get_connection(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = dict_factory  # type: ignore[assignment]
        await connection.executescript(_PRAGMAS)
        await connection.create_function("folded", 1, folded, deterministic=True)
        return connection

    async def _run_in_new_connection(
        self, query: str, args: Any = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        shared = self._shared or await self._share(await self.get_connection())
        return await shared.execute_fetchall(query, args or [])

    async def _share(self, opened: aiosqlite.Connection) -> aiosqlite.Connection:
        """Keep it for everybody; when another task was faster, that one is kept: a connection left
        open is a thread that keeps the process from ending."""
        if self._shared is None:
            self._shared = opened
        else:
            await opened.close()
        return self._shared

    async def _run_in_existing_connection(
        self,
        connection: aiosqlite.Connection,
        query: str,
        args: Any = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> Any:
        return await connection.execute_fetchall(query, args or [])

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,
    ) -> SQLiteTransaction:
        return _Transaction(self, TransactionType.immediate, allow_nested)

    def atomic(self, transaction_type: TransactionType = TransactionType.immediate) -> Atomic:
        return Atomic(engine=self, transaction_type=TransactionType.immediate)

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()
            self._shared = None


class _PooledTransaction(PostgresTransaction):
    """A PostgreSQL transaction that gives its connection back whatever happens: each one kept by a
    server that went away would be missing from the pool, until nothing answers any more."""

    async def begin(self) -> None:
        try:
            await super().begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._let_go()
            raise

    async def rollback(self) -> None:
        # The server has rolled back by itself when it closed the connection.
        if not self.connection.is_closed():
            await super().rollback()  # type: ignore[no-untyped-call]

    async def __aexit__(self, kind: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is None:
                await self.commit()  # type: ignore[no-untyped-call]
            else:
                await self.rollback()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._let_go()
        return exception is None

    async def _let_go(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class Postgres(PostgresEngine):
    """Piccolo's PostgreSQL engine with transactions that survive the loss of the server."""

    __slots__ = ()

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        return _PooledTransaction(self, allow_nested)


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
