"""What somebody with the file, or with the server, in their hands can do behind every guard."""

import os
import shutil
import sqlite3

from app.adapters.database import close_engine, is_postgres, open_engine
from app.config import config
from tests.conftest import DATA, NAME, _admin

_UNCHECKED = """DO $$ DECLARE r record; BEGIN
FOR r IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
  WHERE contype = 'c' AND connamespace = 'public'::regnamespace
LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname); END LOOP; END $$"""


async def attack(*statements: str) -> None:
    """Run statements with triggers, foreign keys and checks out of the way, then put them back."""
    if is_postgres:
        await _attack_postgres(statements)
    else:
        _attack_sqlite(statements)


async def _attack_postgres(statements: tuple[str, ...]) -> None:
    import asyncpg

    line = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        await line.execute("SET session_replication_role = replica")
        await line.execute(_UNCHECKED)
        for statement in statements:
            await line.execute(statement)
    finally:
        await line.close()


def _attack_sqlite(statements: tuple[str, ...]) -> None:
    line = sqlite3.connect(config().sqlite_path, isolation_level=None)
    try:
        line.execute("PRAGMA foreign_keys = OFF")
        line.execute("PRAGMA ignore_check_constraints = ON")
        guards = line.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            line.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            line.execute(statement)
        for _, sql in guards:
            line.execute(sql)
    finally:
        line.close()


async def save() -> None:
    """Keep the database as it is now, for the tests that follow."""
    await close_engine()
    if is_postgres:
        await _admin(f"DROP DATABASE IF EXISTS {NAME}_saved WITH (FORCE)")
        await _admin(f"CREATE DATABASE {NAME}_saved TEMPLATE {NAME}")
    else:
        shutil.copyfile(config().sqlite_path, DATA / "saved.sqlite3")
    await open_engine()


async def restore() -> None:
    """The database as it was kept."""
    await close_engine()
    path = config().sqlite_path
    if is_postgres:
        await _admin(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        await _admin(f"CREATE DATABASE {NAME} TEMPLATE {NAME}_saved")
    else:
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        shutil.copyfile(DATA / "saved.sqlite3", path)
    await open_engine()
