"""Indexes by which a file of entries reads a client's account in the days of the file alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0120-books-by-client"
VERSION = "1.38.0"
DESCRIPTION = "a client's account by entry, a client's invoices by day"

INDEXES = """
DROP INDEX entry_line_account;
DROP INDEX entry_line_sums;
CREATE INDEX entry_line_sums ON entry_line (account, client_id, entry, debit, credit);
DROP INDEX invoice_client;
CREATE INDEX invoice_client ON invoice (client, issued_on);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEXES)
