"""The database as a whole: sound pages, rows that refer to rows, the triggers still there."""

from typing import Any

from piccolo.columns import ForeignKey
from piccolo.table import Table

from app.adapters.database import is_postgres
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located
from app.schema.migrate import guards
from app.schema.tables import TABLES
from app.upkeep.tables import Heartbeat


async def check_database() -> list[Finding]:
    """SQLite's own check of the file; then, on both engines, rows that refer to none."""
    found: list[Finding] = []
    if not is_postgres:
        rows = await Heartbeat.raw("PRAGMA integrity_check(20)")
        said = [str(row["integrity_check"]) for row in rows]
        found = located(
            N_("the database file: %(said)s"), [{"said": each} for each in said if each != "ok"]
        )
    for table in TABLES:
        for column in table._meta.foreign_key_columns:
            found += await _referring_to_none(table, column)
    return found


async def _referring_to_none(table: type[Table], column: ForeignKey[Any]) -> list[Finding]:
    name, target = table._meta.tablename, column._foreign_key_meta.resolved_references
    key = column._meta.db_column_name
    rows = await table.raw(
        f'SELECT t.id AS id, t."{key}" AS other FROM {name} t'
        f' LEFT JOIN {target._meta.tablename} o ON o.id = t."{key}"'
        f' WHERE t."{key}" IS NOT NULL AND o.id IS NULL ORDER BY t.id LIMIT 100'
    )
    about = {"table": name, "target": target._meta.tablename}
    message = N_("row %(id)s of %(table)s: there is no %(target)s %(other)s")
    return located(message, [about | row for row in rows])


async def check_guards() -> list[Finding]:
    """Triggers that the migrations made and that are gone, changed or switched off."""
    there = await _triggers()
    found = []
    for name, (table, statement) in (await guards()).items():
        if name not in there or there[name] not in ("on", statement):
            message = N_("the guard %(guard)s of the table %(table)s is gone, changed or off")
            found.append(finding("check", message, guard=name, table=table))
    return found


async def _triggers() -> dict[str, str]:
    """Each trigger: on PostgreSQL whether it is "on", on SQLite its whole statement."""
    if is_postgres:
        rows = await Heartbeat.raw(
            "SELECT t.tgname AS name, CASE WHEN t.tgenabled IN ('O', 'A')"
            " AND p.prosrc LIKE '%RAISE EXCEPTION%' THEN 'on' ELSE 'off' END AS said"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
    else:
        rows = await Heartbeat.raw(
            "SELECT name, sql AS said FROM sqlite_master WHERE type = 'trigger'"
        )
    return {row["name"]: str(row["said"]) for row in rows}


CHECKS: list[IntegrityCheck] = [
    ("the database itself", check_database),
    ("guards in place", check_guards),
]
