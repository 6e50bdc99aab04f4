"""Backups asked for and made, drills, and where a second copy goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0011-backups"
VERSION = "1.38.0"
DESCRIPTION = "backups asked for and made, drills, and where a second copy goes"

TABLES = """
CREATE TABLE backup (
  id ID,
  name VARCHAR(60) NOT NULL DEFAULT '',
  asked_at AT NOT NULL,
  asked_by VARCHAR(254) NOT NULL,
  started_at AT,
  finished_at AT,
  checked_at AT,
  size BIGINT NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  copied_at AT,
  copy_error TEXT NOT NULL DEFAULT '',
  CHECK (finished_at IS NOT NULL OR checked_at IS NULL)
);
CREATE UNIQUE INDEX backup_one_owed ON backup ((finished_at IS NULL)) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX backup_name ON backup (name) WHERE name <> '';
CREATE TABLE restore_drill (
  id ID,
  name VARCHAR(200) NOT NULL,
  started_at AT NOT NULL,
  finished_at AT NOT NULL,
  findings INTEGER NOT NULL DEFAULT 0,
  report TEXT NOT NULL DEFAULT ''
);
CREATE TABLE backup_plan (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  copy_to TEXT NOT NULL DEFAULT ''
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
