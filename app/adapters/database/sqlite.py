"""SQLite: WAL, two connections for reads, IMMEDIATE transactions on one that is kept."""

import asyncio
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import (
    Atomic,
    SQLiteEngine,
    SQLiteTransaction,
    TransactionType,
)

from app.core.text import folded

_PRAGMAS = (
    "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
)
# For how many seconds, and how far apart, a set-up that met a lock is tried again: as long as
# `busy_timeout`.
_PATIENCE, _APART = 20.0, 0.05


@lru_cache(maxsize=4_096)
def _day(value: bytes) -> date:
    return date.fromisoformat(value.decode())


@lru_cache(maxsize=4_096)
def _moment(value: bytes) -> datetime:
    moment = datetime.fromisoformat(value.decode())
    return moment if moment.tzinfo is UTC else moment.replace(tzinfo=UTC)


# In place of Piccolo's, which go by way of a string, and of a Decimal for each whole number. What
# is no whole number in such a column fails, where theirs cut it.
for _type, _converter in (
    ("INTEGER", int),
    ("BOOLEAN", b"1".__eq__),
    ("DATE", _day),
    ("TIMESTAMPTZ", _moment),
):
    sqlite3.register_converter(_type, _converter)

# One long read (a file of entries, the check of the whole file) holds up no page.
_MOST_READERS = 2


async def _set_up(connection: aiosqlite.Connection) -> None:
    """Give a connection its settings. To make a plain file (one just restored) a WAL one needs it
    alone, and SQLite does not wait for that, whatever `busy_timeout` says: we do."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            await connection.executescript(_PRAGMAS)
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        await asyncio.sleep(_APART)


@dataclass
class _Reader:
    """A connection (a thread) and how many statements it has in hand."""

    connection: aiosqlite.Connection
    in_hand: int = 0


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
    """Piccolo's SQLite engine with connections that are kept: some for what is asked outside
    transactions, and one for the next transaction."""

    __slots__ = ("_readers", "_spare")
    _readers: list[_Reader]
    _spare: aiosqlite.Connection | None

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self._readers = []
        self._spare = None

    async def get_connection(self) -> aiosqlite.Connection:
        connection = aiosqlite.connect(**self.connection_kwargs)
        # Python waits for every other thread at its end: a connection forgotten, or opened by a
        # task that outlives `close`, would keep the process for ever.
        connection._thread.daemon = True
        await connection
        try:
            connection.row_factory = sqlite3.Row
            await _set_up(connection)
            await connection.create_function("folded", 1, folded, deterministic=True)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _run_in_new_connection(
        self, query: str, args: Any = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        reader = await self._reader()
        reader.in_hand += 1
        try:
            return await reader.connection.execute_fetchall(query, args or [])
        finally:
            reader.in_hand -= 1

    async def _reader(self) -> _Reader:
        """The one with the least to do; another is opened while none is free. When other tasks
        opened theirs faster, ours is closed: a connection left open is a thread that keeps the
        process from ending."""
        least = min(self._readers, key=lambda each: each.in_hand, default=None)
        is_full = len(self._readers) >= _MOST_READERS
        if least is not None and (is_full or not least.in_hand):
            return least
        opened = _Reader(await self.get_connection())
        if len(self._readers) < _MOST_READERS:
            self._readers.append(opened)
            return opened
        await opened.connection.close()
        return min(self._readers, key=lambda each: each.in_hand)

    async def _run_in_existing_connection(
        self,
        connection: aiosqlite.Connection,
        query: str,
        args: Any = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> Any:
        return await connection.execute_fetchall(query, args or [])

    def transform_response_to_dicts(self, results: list[sqlite3.Row]) -> list[dict[str, Any]]:
        names = results[0].keys()
        return [dict(zip(names, row, strict=True)) for row in results]

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,
    ) -> SQLiteTransaction:
        return _Transaction(self, TransactionType.immediate, allow_nested)

    def atomic(self, transaction_type: TransactionType = TransactionType.immediate) -> Atomic:
        return Atomic(engine=self, transaction_type=TransactionType.immediate)

    async def close(self) -> None:
        # Until none is left: a task that is not ended yet may open one meanwhile.
        while self._readers or self._spare:
            kept = [reader.connection for reader in self._readers]
            spare = [self._spare] if self._spare else []
            self._readers, self._spare = [], None
            for connection in (*kept, *spare):
                await connection.close()

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
