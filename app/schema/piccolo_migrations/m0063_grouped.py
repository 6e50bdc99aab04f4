"""Lines of invoices grouped by what stands under them: a site, a period."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0063-grouped"
VERSION = "1.38.0"
DESCRIPTION = "invoices whose lines are grouped by site or period, for the clients who want it"

TABLES = """
ALTER TABLE client ADD COLUMN invoice_grouped BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE invoice ADD COLUMN grouped_by VARCHAR(6) NOT NULL DEFAULT ''
  CHECK (grouped_by IN ('', 'detail'));
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
