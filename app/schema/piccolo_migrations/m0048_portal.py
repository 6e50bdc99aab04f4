"""Whether a client's page shows their other invoices."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0048-portal"
VERSION = "1.38.0"
DESCRIPTION = "whether a client's page shows their other invoices"

TABLES = """
ALTER TABLE business ADD COLUMN shows_past_invoices BOOLEAN NOT NULL DEFAULT FALSE;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
