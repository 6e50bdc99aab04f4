"""Money paid back: a receipt below zero that reverses none. The CHECK of the table changes for it.

On SQLite by the documented way of changing a CHECK without building the table anew (which would
delete what refers to it): its text in the schema is replaced, and read again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import migration

ID = "0042-refunds"
VERSION = "1.38.0"
DESCRIPTION = "money paid back to clients"

TABLES = """
ALTER TABLE receipt ADD COLUMN refunds BIGINT;
CREATE INDEX receipt_refunds ON receipt (refunds) WHERE refunds IS NOT NULL;
"""
_OLD = "CHECK ((amount < 0) = (reverses IS NOT NULL))"
_NEW = "CHECK ((amount < 0) = ((reverses IS NOT NULL) <> (refunds IS NOT NULL)))"
CHECK = (
    f"""
ALTER TABLE receipt DROP CONSTRAINT receipt_check;
ALTER TABLE receipt ADD {_NEW};
"""
    if is_postgres
    else f"""
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql, '{_OLD}', '{_NEW}') WHERE name = 'receipt';
PRAGMA writable_schema = RESET;
"""
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, CHECK)
