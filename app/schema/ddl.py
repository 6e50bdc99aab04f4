"""Hand-written DDL for both engines: column types are tokens, triggers are built here."""

import re

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import engine, is_postgres

# What each migration runs, by its name, once its module has been asked for it.
SCRIPTS: dict[str, tuple[str, ...]] = {}

APP_NAME = "echeance"
_TYPES = {
    "ID": ("SERIAL PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"),
    "AT": ("TIMESTAMPTZ", "TIMESTAMPTZ"),
    "REF": ("INTEGER NOT NULL REFERENCES", "INTEGER NOT NULL REFERENCES"),
}


def migration(name: str, description: str, *scripts: str) -> MigrationManager:
    """A migration that runs scripts of statements separated by `;` at a line's end."""
    SCRIPTS[name] = scripts
    manager = MigrationManager(migration_id=name, app_name=APP_NAME, description=description)

    async def forwards() -> None:
        for script in scripts:
            for statement in _statements(script):
                await engine.run_ddl(statement)

    manager.add_raw(forwards)
    return manager


def _statements(script: str) -> list[str]:
    side = 0 if is_postgres else 1
    for token, types in _TYPES.items():
        script = re.sub(rf"\b{token}\b", types[side], script)
    return [part.strip() for part in re.split(r";\s*\n(?!\s+END)", script + "\n") if part.strip()]


def refuse_change(table: str, act: str, when: str, message: str) -> str:
    """A trigger that refuses UPDATE, DELETE or INSERT of rows for which `when` holds.

    `when` may use OLD, NEW and subqueries; the message reaches whoever tried.
    """
    name = f"{table}_no_{act.lower()}"
    if not is_postgres:
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END;\n"
        )
    back = "NEW" if act in ("INSERT", "UPDATE") else "OLD"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {back}; END $$;\n"
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();\n"
    )


def insert_only(table: str) -> str:
    """Refuse every UPDATE and DELETE of a table."""
    message = f"rows of {table} are never changed"
    return refuse_change(table, "UPDATE", "TRUE", message) + refuse_change(
        table, "DELETE", "TRUE", message
    )
