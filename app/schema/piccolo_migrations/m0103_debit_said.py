"""An invoice that is collected by direct debit says so: the mandate, the creditor, the day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0103-debit-said"
VERSION = "1.38.0"
DESCRIPTION = "what an invoice says of its direct debit"


COLUMN = """
ALTER TABLE invoice ADD COLUMN debit TEXT NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMN)
