"""Contracts twice a month and every n weeks or months; ended, amended, indexed, renewed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0025-contracts"
VERSION = "1.38.0"
DESCRIPTION = "contracts twice a month, every n; ended with what was credited, amended from a day"

RHYTHM = """
ALTER TABLE contract ADD COLUMN every SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE contract ADD COLUMN second_day SMALLINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, RHYTHM)
