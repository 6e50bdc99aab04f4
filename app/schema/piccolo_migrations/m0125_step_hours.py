"""A step may have days and hours of its own, and somebody of its own to go to.

The CHECK of contacts' roles changes: on SQLite its text in the schema is replaced, since building
the table anew would delete what refers to it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import migration

ID = "0125-step-hours"
VERSION = "1.38.0"
DESCRIPTION = "days, hours and recipients of a step; contacts of the management"

# No day and no hour: those of all plans.
COLUMNS = """
ALTER TABLE plan_step ADD COLUMN weekdays VARCHAR(6) NOT NULL DEFAULT '';
ALTER TABLE plan_step ADD COLUMN send_from TIME;
ALTER TABLE plan_step ADD COLUMN send_until TIME;
ALTER TABLE plan_step ADD COLUMN recipient VARCHAR(8) NOT NULL DEFAULT 'usual'
  CHECK (recipient IN ('usual', 'client', 'billing', 'site', 'manager'));
ALTER TABLE plan_step ADD COLUMN copies_salesperson BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE reminder ADD COLUMN own_address VARCHAR(254) NOT NULL DEFAULT '';
ALTER TABLE reminder ADD COLUMN own_why TEXT NOT NULL DEFAULT '';
"""
_OLD = "role IN ('billing', 'chasing', 'site'"
_NEW = f"{_OLD}, 'manager')"
_QUOTED = [each.replace("'", "''") for each in (f"{_OLD})", _NEW)]
WIDENED = (
    "ALTER TABLE contact DROP CONSTRAINT contact_role_check;\n"
    f"ALTER TABLE contact ADD CONSTRAINT contact_role_check CHECK ({_NEW});\n"
    if is_postgres
    else "PRAGMA writable_schema = ON;\n"
    f"UPDATE sqlite_master SET sql = replace(sql, '{_QUOTED[0]}', '{_QUOTED[1]}')"
    " WHERE name = 'contact';\nPRAGMA writable_schema = RESET;\n"
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMNS, WIDENED)
