"""Files of entries that were handed over, with their hashes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0051-exports"
VERSION = "1.38.0"
DESCRIPTION = "files of entries that were handed over"

TABLES = """
CREATE TABLE entries_export (
  id ID, layout VARCHAR(10) NOT NULL, first_day DATE NOT NULL, last_day DATE NOT NULL,
  with_openings BOOLEAN NOT NULL, filename VARCHAR(80) NOT NULL, sha256 VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL, entries BIGINT NOT NULL, lines BIGINT NOT NULL, debit BIGINT NOT NULL,
  credit BIGINT NOT NULL, last_entry BIGINT NOT NULL, made_at AT NOT NULL,
  made_by VARCHAR(254) NOT NULL, CHECK (first_day <= last_day));
CREATE INDEX entries_export_days ON entries_export (layout, first_day, last_day);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("entries_export"))
