"""SQLite: WAL, one shared connection for reads, IMMEDIATE transactions on one that is kept."""

from typing import Any

import aiosqlite
from piccolo.engine.sqlite import (
    Atomic,
    SQLiteEngine,
    SQLiteTransaction,
    TransactionType,
    dict_factory,
)

from app.core.text import folded

_PRAGMAS = (
    "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
)


class _Transaction(SQLiteTransaction):
    """A SQLite transaction whose connection (a thread) is kept for the next one after a COMMIT, and
    closed after anything else: opening one reads the whole schema."""

    engine: "Sqlite"

    async def get_connection(self) -> aiosqlite.Connection:
        return await self.engine.take_spare()

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
        self.engine.current_transaction.reset(self.context)
        try:
            if exception is None:
                await self.commit()  # type: ignore[no-untyped-call]
            else:
                await self.rollback()
        except BaseException:
            await self.connection.close()
            raise
        if exception is None:
            await self.engine.keep_spare(self.connection)
        else:
            await self.connection.close()
        return exception is None


class Sqlite(SQLiteEngine):
    """Piccolo's SQLite engine with one shared connection outside transactions, and one that is kept
    between transactions."""

    __slots__ = ("_shared", "_spare")
    _shared: aiosqlite.Connection | None
    _spare: aiosqlite.Connection | None

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self._shared = self._spare = None

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
        for connection in (self._shared, self._spare):
            if connection is not None:
                await connection.close()
        self._shared = self._spare = None

    async def take_spare(self) -> aiosqlite.Connection:
        """A connection for one transaction alone."""
        spare, self._spare = self._spare, None
        return spare or await self.get_connection()

    async def keep_spare(self, connection: aiosqlite.Connection) -> None:
        """Keep it for the next transaction; one is enough, since only one can write at a time."""
        if self._spare is None:
            self._spare = connection
        else:
            await connection.close()
