"""Contracts with a salesperson, whose invoices are copied to them, or to the accountants."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-copies"
VERSION = "1.38.0"
DESCRIPTION = "copies of invoices for the salesperson or the accountants"

TABLES = """
ALTER TABLE contract ADD COLUMN salesperson_id BIGINT;
ALTER TABLE contract ADD COLUMN copies_salesperson BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contract ADD COLUMN copies_accountants BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contract ADD COLUMN copies_since DATE;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
