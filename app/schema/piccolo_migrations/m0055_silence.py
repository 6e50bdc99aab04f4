"""The limits of reminders, why a pause is one, and why a reminder was taken back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0055-silence"
VERSION = "1.38.0"
DESCRIPTION = "limits of reminders, kinds of pauses, why a reminder was taken back"

TABLES = """
CREATE TABLE reminder_limits (
  id ID, gap_days SMALLINT NOT NULL CHECK (gap_days > 0), least BIGINT NOT NULL CHECK (least >= 0),
  stale_days SMALLINT CHECK (stale_days > 0));
INSERT INTO reminder_limits (id, gap_days, least, stale_days) VALUES (1, 7, 500, 10);
ALTER TABLE reminder ADD COLUMN taken_back TEXT NOT NULL DEFAULT '';
ALTER TABLE reminder_pause ADD COLUMN because VARCHAR(10) NOT NULL DEFAULT 'rest'
  CHECK (because IN ('rest', 'promise', 'insolvency'));
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
