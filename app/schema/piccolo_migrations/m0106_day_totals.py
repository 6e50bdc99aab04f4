"""What each account came to on each day: totals as of any day without reading every line."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0106-day-totals"
VERSION = "1.38.0"
DESCRIPTION = "totals of accounts by day, added to by night"

TABLES = """
CREATE TABLE day_total (
  id ID, account VARCHAR(10) NOT NULL, day DATE NOT NULL, cents BIGINT NOT NULL);
CREATE UNIQUE INDEX day_total_day ON day_total (account, day);
CREATE TABLE totalled (id ID, last_entry BIGINT NOT NULL CHECK (last_entry >= 0));
INSERT INTO totalled (id, last_entry) VALUES (1, 0);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
