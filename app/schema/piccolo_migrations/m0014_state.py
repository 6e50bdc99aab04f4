"""Issued documents by day. Without statistics SQLite reads every issued document for a few days of
them, since it takes the equal state for the rarer thing: an index that begins with it has both."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0014-state"
VERSION = "1.38.0"
DESCRIPTION = "issued documents by day"

INDEXES = """
CREATE INDEX invoice_issued ON invoice (state, issued_on, withdrawn_at, total);
DROP INDEX invoice_sales;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEXES)
