"""The file of entries that leaves by e-mail, month after month or quarter after quarter."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0090-entries-sent"
VERSION = "1.38.0"
DESCRIPTION = "the file of entries sent to the accountant by itself, each period once"

TABLES = """
CREATE TABLE entries_plan (
  id ID, every VARCHAR(7) NOT NULL CHECK (every IN ('', 'month', 'quarter')),
  day SMALLINT CHECK (day BETWEEN 1 AND 28), layout VARCHAR(10) NOT NULL,
  recipients VARCHAR(254) NOT NULL, set_on DATE NOT NULL, updated_at AT NOT NULL,
  updated_by VARCHAR(254) NOT NULL);
CREATE TABLE entries_sent (
  id ID, first_day DATE NOT NULL, last_day DATE NOT NULL, layout VARCHAR(10) NOT NULL,
  filename VARCHAR(80) NOT NULL, sha256 VARCHAR(64) NOT NULL, entries BIGINT NOT NULL,
  packed VARCHAR(64), message BIGINT NOT NULL, created_at AT NOT NULL,
  CHECK (last_day >= first_day));
CREATE UNIQUE INDEX entries_sent_once ON entries_sent (first_day, last_day);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
