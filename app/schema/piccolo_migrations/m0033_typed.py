"""Entries that bill quantities typed or imported, and the import that brought them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-typed"
VERSION = "1.38.0"
DESCRIPTION = "quantities of entries, and what an import typed"

TABLES = """
ALTER TABLE schedule_entry ADD COLUMN quantities TEXT NOT NULL DEFAULT '';
CREATE TABLE import_amount (
  id ID, run REF import_run (id), entry_id BIGINT NOT NULL, net BIGINT, quantities TEXT NOT NULL);
CREATE UNIQUE INDEX import_amount_entry ON import_amount (run, entry_id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
