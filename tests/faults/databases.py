"""The database of a test, kept under a name and put back, on either engine."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from app.adapters.database import close_engine, is_postgres, open_engine
from app.config import config


async def keep(name: str) -> None:
    """Keep the database as it is now."""
    await close_engine()
    if is_postgres:
        await admin(f"DROP DATABASE IF EXISTS {_kept(name)}")
        await _let_go(_current())
        await admin(f"CREATE DATABASE {_kept(name)} TEMPLATE {_current()}")
    else:
        for path in config().data_dir.glob(f"{config().sqlite_path.name}*"):
            shutil.copyfile(path, config().data_dir / f"kept-{name}-{path.name}")
    await open_engine()


async def put_back(name: str) -> None:
    """The database as it was kept."""
    await close_engine()
    if is_postgres:
        await admin(f"DROP DATABASE IF EXISTS {_current()} WITH (FORCE)")
        await admin(f"CREATE DATABASE {_current()} TEMPLATE {_kept(name)}")
    else:
        for path in config().data_dir.glob(f"{config().sqlite_path.name}*"):
            path.unlink()
        for path in config().data_dir.glob(f"kept-{name}-*"):
            shutil.copyfile(path, path.with_name(path.name.removeprefix(f"kept-{name}-")))
    await open_engine()


async def admin(statement: str) -> None:
    """A statement to the cluster, from outside the database of the test."""
    line = await asyncpg.connect(os.environ["ECHEANCE_TEST_POSTGRES"].format(name="postgres"))
    try:
        await line.execute(statement)
    finally:
        await line.close()


async def cut_lines() -> None:
    """End every connection to the database of the test, as an operator or a restart would."""
    await _let_go(_current())


@asynccontextmanager
async def away() -> AsyncIterator[None]:
    """The database is not to be had: no connection is left, and none is taken."""
    await close_engine()
    await admin(f"ALTER DATABASE {_current()} ALLOW_CONNECTIONS false")
    await _let_go(_current())
    try:
        yield
    finally:
        await admin(f"ALTER DATABASE {_current()} ALLOW_CONNECTIONS true")
        await open_engine()


async def _let_go(name: str) -> None:
    await admin(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def _current() -> str:
    return urlsplit(os.environ["DATABASE_URL"]).path.removeprefix("/")


def _kept(name: str) -> str:
    return f"{_current()}_{name}"
