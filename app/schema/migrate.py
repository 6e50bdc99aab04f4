"""Bring the database to the last migration; running it again, or twice at once, changes nothing."""

import asyncio
import importlib
import pkgutil
import re
import sys
from types import ModuleType

from piccolo.apps.migrations.tables import Migration

from app.adapters.database import close_engine, engine, is_postgres, open_engine
from app.schema import piccolo_migrations
from app.schema.ddl import APP_NAME, SCRIPTS

_LOCK = 4_110_416
_TRIGGER = re.compile(r"^CREATE TRIGGER (\w+) BEFORE \w+ ON (\w+) .*?;$", re.M)


async def migrate() -> list[str]:
    """Run what has not run yet, all in one transaction; gives back the ids that ran now."""
    ran: list[str] = []
    async with engine.transaction():
        if is_postgres:
            await Migration.raw(f"SELECT pg_advisory_xact_lock({_LOCK})")
        await Migration.create_table(if_not_exists=True)
        done = await Migration.get_migrations_which_ran(app_name=APP_NAME)
        for module in _modules():
            if module.ID in done:
                continue
            for step in (await module.forwards()).raw:
                await step()
            await Migration.insert(Migration(name=module.ID, app_name=APP_NAME))
            ran.append(module.ID)
    return ran


def migrations() -> list[str]:
    """The id of every migration that this version knows."""
    return [module.ID for module in _modules()]


async def pending() -> list[str]:
    """The ids of the migrations that have not run; all of them on an empty database."""
    done: list[str] = []
    if await Migration.table_exists():
        done = await Migration.get_migrations_which_ran(app_name=APP_NAME)
    return [module.ID for module in _modules() if module.ID not in done]


async def guards() -> dict[str, tuple[str, str]]:
    """The triggers that the migrations make: by name, the table and the whole statement."""
    found: dict[str, tuple[str, str]] = {}
    for module in _modules():
        await module.forwards()
        for script in SCRIPTS.get(module.ID, ()):
            for made in _TRIGGER.finditer(script):
                found[made[1]] = (made[2], made[0].removesuffix(";"))
    return found


def _modules() -> list[ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(piccolo_migrations.__path__))
    return [importlib.import_module(f"{piccolo_migrations.__name__}.{name}") for name in names]


async def _run() -> int:
    try:
        await open_engine()
    except Exception as problem:
        # The driver's own words; they never hold the password.
        reason = str(problem) or type(problem).__name__
        print(f"echeance: The database cannot be reached: {reason}", file=sys.stderr)
        return 1
    try:
        for name in await migrate():
            print(f"migrated: {name}")
    finally:
        await close_engine()
    return 0


def main() -> None:
    """Bring the database up to date; exit code 1 with a sentence when it cannot be reached."""
    sys.exit(asyncio.run(_run()))


if __name__ == "__main__":
    main()
