"""The reference: the same reads and writes with nothing between them and the database."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, Protocol

import asyncpg

Statement = tuple[str, Sequence[Any]]
Row = dict[str, Any]
_PRAGMAS = (
    "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=5000;"
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
)


class Raw(Protocol):
    """A database without the product; values stand at `?`."""

    name: str

    def rows(self, sql: str) -> list[Row]:
        """What a query gives."""

    def write(self, transactions: Iterable[Sequence[Statement]]) -> float:
        """Run transactions one after the other; gives back the seconds."""

    def read(self, statements: Sequence[Statement], times: int) -> list[float]:
        """Run the same reads again and again; gives back the seconds of each time."""


def product() -> Raw:
    """The database that the product works on here."""
    address = os.environ.get("DATABASE_URL")
    return Postgres(address) if address else Sqlite(f"{os.environ['DATA_DIR']}/echeance.sqlite3")


def copy() -> Raw:
    """The same as it was before the product wrote."""
    address = os.environ["BENCHMARK_RAW"]
    return Postgres(address) if "://" in address else Sqlite(address)


class Sqlite:
    """Python's own sqlite3, with the product's pragmas."""

    name = "sqlite3"

    def __init__(self, path: str) -> None:
        self.line = sqlite3.connect(path, isolation_level=None)
        self.line.executescript(_PRAGMAS)

    def rows(self, sql: str) -> list[Row]:
        found = self.line.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def write(self, transactions: Iterable[Sequence[Statement]]) -> float:
        started = time.perf_counter()
        for statements in transactions:
            self.line.execute("BEGIN IMMEDIATE")
            for sql, values in statements:
                self.line.execute(sql, values)
            self.line.execute("COMMIT")
        return time.perf_counter() - started

    def read(self, statements: Sequence[Statement], times: int) -> list[float]:
        seconds = []
        for _ in range(times):
            started = time.perf_counter()
            for sql, values in statements:
                self.line.execute(sql, values).fetchall()
            seconds.append(time.perf_counter() - started)
        return seconds


class Postgres:
    """asyncpg on one connection."""

    name = "asyncpg"

    def __init__(self, address: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.line: asyncpg.Connection = self._do(asyncpg.connect(address))

    def rows(self, sql: str) -> list[Row]:
        return [dict(row) for row in self._do(self.line.fetch(sql))]

    def write(self, transactions: Iterable[Sequence[Statement]]) -> float:
        return self._do(self._write([[_numbered(each) for each in one] for one in transactions]))

    def read(self, statements: Sequence[Statement], times: int) -> list[float]:
        return self._do(self._read([_numbered(each) for each in statements], times))

    async def _write(self, transactions: Iterable[Sequence[Statement]]) -> float:
        started = time.perf_counter()
        for statements in transactions:
            async with self.line.transaction():
                for sql, values in statements:
                    await self.line.execute(sql, *values)
        return time.perf_counter() - started

    async def _read(self, statements: Sequence[Statement], times: int) -> list[float]:
        seconds = []
        for _ in range(times):
            started = time.perf_counter()
            for sql, values in statements:
                await self.line.fetch(sql, *values)
            seconds.append(time.perf_counter() - started)
        return seconds

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(what)


def insert(table: str, row: Row) -> Statement:
    """One row as it is."""
    places = ", ".join("?" for _ in row)
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values())


def _numbered(statement: Statement) -> Statement:
    sql, values = statement
    parts = sql.split("?")
    numbered = "".join(f"{part}${at}" for at, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return numbered, values
