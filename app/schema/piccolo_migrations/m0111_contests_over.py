"""A payment by card that is contested, until that is over: meanwhile nobody is reminded of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0111-contests-over"
VERSION = "1.38.0"
DESCRIPTION = "when a contested payment by card is over"

TABLES = """
ALTER TABLE card_back ADD COLUMN over_at AT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
