"""Contracts amended within a period, by days."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-within"
VERSION = "1.38.0"
DESCRIPTION = "amendments within a period, by days"

TABLES = """
ALTER TABLE contract_amendment ADD COLUMN is_prorated BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contract_amendment ADD COLUMN behind_to DATE;
ALTER TABLE contract_amendment ADD COLUMN behind_full_days SMALLINT;
ALTER TABLE contract_amendment ADD COLUMN carrier_n SMALLINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
