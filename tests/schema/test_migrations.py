"""The migrations make, on both engines, exactly the tables that the code knows."""

import asyncio
import subprocess
import sys

import pytest

from app.adapters.database import engine, is_postgres, transaction
from app.config import ROOT
from app.schema.migrate import migrate
from app.schema.piccolo_app import APP_CONFIG

TABLES = sorted(APP_CONFIG.table_classes, key=lambda table: table._meta.tablename)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
async def test_columns_are_those_of_the_code(database: None, table: type) -> None:
    name = table._meta.tablename
    if is_postgres:
        query = (
            "SELECT column_name AS name, is_nullable = 'YES' AS optional "
            f"FROM information_schema.columns WHERE table_name = '{name}'"
        )
    else:
        query = f"SELECT name, \"notnull\" = 0 AS optional FROM pragma_table_info('{name}')"
    made = {row["name"]: bool(row["optional"]) for row in await table.raw(query)}
    known = {column._meta.db_column_name: bool(column._meta.null) for column in table._meta.columns}
    made.pop("id"), known.pop("id")
    assert made == known


async def test_every_table_of_the_database_is_known(database: None) -> None:
    if is_postgres:
        query = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = {row["name"] for row in await TABLES[0].raw(query)}
    assert names - {"migration"} == {table._meta.tablename for table in TABLES}


async def test_migrating_again_or_twice_at_once_changes_nothing(database: None) -> None:
    assert await asyncio.gather(migrate(), migrate()) == [[], []]


async def test_a_failed_transaction_leaves_nothing_open(database: None) -> None:
    """A refusal inside a transaction undoes it, and the next one can start."""
    from app.upkeep.tables import Heartbeat

    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await Heartbeat(name="lost").save()
            _ = 1 // 0
    async with transaction():
        await Heartbeat(name="kept").save()
    assert [row["name"] for row in await Heartbeat.select(Heartbeat.name)] == ["kept"]
    assert engine.current_transaction.get() is None


async def test_a_savepoint_undoes_its_part_alone(database: None) -> None:
    from app.upkeep.tables import Heartbeat

    async with transaction() as tx:
        await Heartbeat(name="first").save()
        with pytest.raises(Exception):  # noqa: B017 (each engine has its own)
            async with tx.savepoint():
                await Heartbeat(name="second").save()
                await Heartbeat(name="first").save()
        await Heartbeat(name="third").save()
    rows = await Heartbeat.select(Heartbeat.name).order_by(Heartbeat.name)
    assert [row["name"] for row in rows] == ["first", "third"]


async def test_many_writers_at_once_all_get_through(database: None) -> None:
    from app.invoices.tables import SeriesCounter

    await SeriesCounter(series="F", year=2026, n=0).save()

    async def take() -> int:
        async with transaction():
            rows = await SeriesCounter.raw("UPDATE series_counter SET n = n + 1 RETURNING n")
            return int(rows[0]["n"])

    assert sorted(await asyncio.gather(*(take() for _ in range(40)))) == list(range(1, 41))


async def test_an_action_inside_a_transaction_is_refused(database: None) -> None:
    async with transaction():
        with pytest.raises(RuntimeError, match="call its step"):
            async with transaction():
                raise AssertionError("never reached")


def test_no_process_of_the_service_loads_a_code_formatter() -> None:
    """Piccolo's own command line formats code; it costs memory and time at every start."""
    asked = "import sys, app.main, app.worker, app.schema.migrate; sys.exit('black' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT).returncode == 0
