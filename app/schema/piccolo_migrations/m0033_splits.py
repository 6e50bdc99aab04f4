"""Contracts whose lines are a whole, spread over a number of invoices; amounts set by hand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-splits"
VERSION = "1.38.0"
DESCRIPTION = "a whole spread over invoices, what is waived of it, entries set by hand"

TABLES = """
ALTER TABLE contract ADD COLUMN is_split BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contract ADD COLUMN waived BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schedule_entry ADD COLUMN is_pinned BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE schedule_entry SET is_pinned = TRUE WHERE net IS NOT NULL;
ALTER TABLE contract_end ADD COLUMN max_entries SMALLINT;
ALTER TABLE contract_end ADD COLUMN former_max_entries SMALLINT;
ALTER TABLE contract_end ADD COLUMN waived BIGINT NOT NULL DEFAULT 0;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
