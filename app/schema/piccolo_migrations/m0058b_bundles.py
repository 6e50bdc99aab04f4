"""Litigation bundles that were put together, kept by hash."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0058b-bundles"
VERSION = "1.38.0"
DESCRIPTION = "litigation bundles"

TABLES = """
CREATE TABLE litigation_bundle (
  id ID, notice REF formal_notice (id), court VARCHAR(10) NOT NULL
  CHECK (court IN ('commercial', 'judicial')), filename VARCHAR(80) NOT NULL,
  sha256 VARCHAR(64) NOT NULL, size BIGINT NOT NULL, pieces SMALLINT NOT NULL,
  claimed BIGINT NOT NULL, seal VARCHAR(64) NOT NULL, made_at AT NOT NULL,
  made_by VARCHAR(254) NOT NULL);
CREATE INDEX litigation_bundle_notice ON litigation_bundle (notice);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("litigation_bundle"))
