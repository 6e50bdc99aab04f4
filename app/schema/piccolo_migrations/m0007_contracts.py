"""A note for each invoice of a contract; entries held by a pause know which one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0007-contracts"
VERSION = "1.38.0"
DESCRIPTION = "a note for invoices of a contract; the pause that holds an entry"

TABLES = """
ALTER TABLE contract ADD COLUMN invoice_note TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule_entry ADD COLUMN pause_id BIGINT;
CREATE INDEX schedule_entry_refused ON schedule_entry (contract) WHERE refusal <> '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
