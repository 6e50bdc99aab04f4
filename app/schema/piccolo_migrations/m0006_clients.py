"""Clients by folded name: sorted without accents, found by the name a spreadsheet gives."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0006-clients"
VERSION = "1.38.0"
DESCRIPTION = "clients by folded name"

TABLES = """
ALTER TABLE client ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
CREATE INDEX client_name_key ON client (name_key);
CREATE INDEX client_email ON client (email) WHERE email <> '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
