"""Months and years closed: their totals, and no entry dated in them any more."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0054-closures"
VERSION = "1.38.0"
DESCRIPTION = "closures of months and years"

TABLES = """
CREATE TABLE period_closure (
  id ID, kind VARCHAR(5) NOT NULL CHECK (kind IN ('month', 'year')), first_day DATE NOT NULL,
  ends_on DATE NOT NULL, last_entry BIGINT NOT NULL, entries BIGINT NOT NULL,
  debit BIGINT NOT NULL, income BIGINT NOT NULL, charges BIGINT NOT NULL,
  perpetual BIGINT NOT NULL, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (first_day <= ends_on));
CREATE UNIQUE INDEX period_closure_end ON period_closure (kind, ends_on);
"""
CLOSED = refuse_change(
    "entry",
    "INSERT",
    "NEW.day <= (SELECT MAX(ends_on) FROM period_closure)",
    "no entry is dated in a closed period",
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("period_closure"), CLOSED)
