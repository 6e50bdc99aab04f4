"""The bounds of the ages of what is owed, chosen by the owner."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0074-aging-bounds"
VERSION = "1.38.0"
DESCRIPTION = "bounds of the ages of what is owed: 30, 60 and 90 days unless chosen otherwise"

TABLES = """
CREATE TABLE aging_bounds (
  id ID, first BIGINT NOT NULL, second BIGINT NOT NULL, third BIGINT NOT NULL,
  CHECK (first > 0 AND second > first AND third > second));
INSERT INTO aging_bounds (id, first, second, third) VALUES (1, 30, 60, 90);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
