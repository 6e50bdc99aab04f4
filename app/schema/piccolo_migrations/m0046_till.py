"""Closures of a day with its totals and those for ever, and the till counted at its end."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0046-till"
VERSION = "1.38.0"
DESCRIPTION = "closures of the day, and the till counted"

TABLES = """
CREATE TABLE closure (
  id ID, ends_on DATE NOT NULL, last_entry BIGINT NOT NULL, cash BIGINT NOT NULL,
  card BIGINT NOT NULL, cheque BIGINT NOT NULL, perpetual BIGINT NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX closure_day ON closure (ends_on);

CREATE TABLE till_closing (
  id ID, closure_id BIGINT NOT NULL, day DATE NOT NULL, expected BIGINT NOT NULL,
  counted BIGINT NOT NULL CHECK (counted >= 0),
  banked BIGINT NOT NULL CHECK (banked >= 0 AND banked <= counted),
  reason VARCHAR(200) NOT NULL, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (reason <> '' OR counted = expected));
CREATE UNIQUE INDEX till_closing_day ON till_closing (day);
CREATE UNIQUE INDEX till_closing_closure ON till_closing (closure_id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("closure"), insert_only("till_closing"))
