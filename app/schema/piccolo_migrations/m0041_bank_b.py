"""What somebody wants of a file, how each statement was written, lines by the bank's number."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0041-bank-b"
VERSION = "1.38.0"
DESCRIPTION = "what is wanted of a file, how statements were written, lines by their number"

TABLES = """
ALTER TABLE bank_statement ADD COLUMN format VARCHAR(12) NOT NULL DEFAULT '';
ALTER TABLE bank_file ADD COLUMN wish TEXT NOT NULL DEFAULT '';
CREATE INDEX bank_line_number ON bank_line (account, bank_reference) WHERE bank_reference <> '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
