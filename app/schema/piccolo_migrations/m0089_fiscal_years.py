"""Fiscal years that are not calendar years: a first one of another length, another month."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0089-fiscal-years"
VERSION = "1.38.0"
DESCRIPTION = "fiscal years entered by hand; without one, they are calendar years"

TABLES = """
CREATE TABLE fiscal_year (
  id ID, first_day DATE NOT NULL UNIQUE, ends_on DATE NOT NULL UNIQUE,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL, CHECK (ends_on >= first_day));
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
