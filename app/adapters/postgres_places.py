"""PostgreSQL databases made, put in the place of another, and dropped, from beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.adapters.database import refuse_in_transaction


class NotAllowed(Exception):
    """The role may not do it, or the server refused; the message is the server's own."""


def quoted(name: str) -> str:
    """A database's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[Any]:
    """A connection to the server outside the databases at stake (`url` names another one)."""
    refuse_in_transaction("another database")
    try:
        line = await asyncpg.connect(url)
        try:
            yield line
        finally:
            await line.close()
    except (asyncpg.PostgresError, OSError) as problem:
        raise NotAllowed(str(problem)) from problem


async def exists(url: str, name: str) -> bool:
    """Whether the server has a database of this name."""
    async with beside(url) as line:
        return bool(await line.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name))


async def users_of(url: str, name: str) -> int:
    """How many connections others have to a database."""
    async with beside(url) as line:
        asked = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = $1"
        return int(await line.fetchval(asked, name))


async def make(url: str, name: str, like: str) -> None:
    """Make an empty database that sorts as `like` does; one left of this name is dropped."""
    async with beside(url) as line:
        row = await line.fetchrow(
            "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype"
            " FROM pg_database WHERE datname = $1",
            like,
        )
        await line.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        await line.execute(
            f"CREATE DATABASE {quoted(name)} TEMPLATE template0 ENCODING '{row['encoding']}'"
            f" LC_COLLATE '{row['datcollate']}' LC_CTYPE '{row['datctype']}'"
        )


async def drop(url: str, name: str) -> None:
    """Drop a database, whoever uses it; none of this name is no fault."""
    async with beside(url) as line:
        await line.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


async def put_in_place(url: str, made: str, name: str, former: str) -> None:
    """Call the database `made` by its final `name`, and what had that name `former`: at once."""
    async with beside(url) as line:
        await line.execute(f"DROP DATABASE IF EXISTS {quoted(former)}")
        async with line.transaction():
            await line.execute(f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(former)}")
            await line.execute(f"ALTER DATABASE {quoted(made)} RENAME TO {quoted(name)}")
