"""Indexes that hold all that a past day reads, so that it asks no table."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0092-past-days"
VERSION = "1.38.0"
DESCRIPTION = "indexes of what counted after a day, in the books and on what is owed"

INDEXES = """
DROP INDEX entry_line_entry;
CREATE INDEX entry_line_entry ON entry_line (entry, account, client_id, debit, credit);
DROP INDEX allocation_counts_on;
CREATE INDEX allocation_counts_on ON allocation (counts_on, instalment, amount);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEXES)
