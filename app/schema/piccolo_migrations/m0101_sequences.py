"""The bank is told the first debit of a mandate, where it wants to be, and the last one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0101-sequences"
VERSION = "1.38.0"
DESCRIPTION = "whether a bank is told the first debit of a mandate, and which one is its last"

COLUMNS = """
ALTER TABLE creditor ADD COLUMN says_first BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE mandate ADD COLUMN is_last BOOLEAN NOT NULL DEFAULT FALSE;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMNS)
