"""From which amount on a client may pay a part of an invoice on its page."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0112-part-payments"
VERSION = "1.38.0"
DESCRIPTION = "the least that a client may pay of an invoice on its page"

TABLES = """
ALTER TABLE business ADD COLUMN part_least BIGINT NOT NULL DEFAULT 0;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
