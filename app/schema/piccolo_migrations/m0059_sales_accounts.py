"""Where sales are booked: by product, kept on each line."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0059-sales-accounts"
VERSION = "1.38.0"
DESCRIPTION = "the account of the sales of a product, and of each line"

TABLES = """
ALTER TABLE product ADD COLUMN account VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE invoice_line ADD COLUMN account VARCHAR(10) NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
