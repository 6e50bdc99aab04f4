"""The debits of a document found by it: its client's page asks for them at each opening."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0122-debits-by-invoice"
VERSION = "1.38.0"
DESCRIPTION = "an index of debits by document"

INDEX = "CREATE INDEX debit_invoice ON debit (invoice_id);"


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEX)
