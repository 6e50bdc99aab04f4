"""The accounts as the accountant's chart has them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0061-chart"
VERSION = "1.38.0"
DESCRIPTION = "numbers and names of accounts as the accountant's chart has them"

TABLES = """
CREATE TABLE chart_account (
  id ID, code VARCHAR(10) NOT NULL, number VARCHAR(10) NOT NULL, label VARCHAR(100) NOT NULL,
  changed_at AT NOT NULL, changed_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX chart_account_code ON chart_account (code);
CREATE UNIQUE INDEX chart_account_number ON chart_account (number);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
