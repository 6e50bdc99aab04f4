"""Contracts of which each period's amount is typed before it is billed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0025-variable"
VERSION = "1.38.0"
DESCRIPTION = "contracts whose amount is typed for each period"

TABLES = """
ALTER TABLE contract ADD COLUMN is_variable BOOLEAN NOT NULL DEFAULT FALSE;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
