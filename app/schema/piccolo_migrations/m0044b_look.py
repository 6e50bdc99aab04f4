"""The look of documents: a line of one's own at the foot, and what is printed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0044b-look"
VERSION = "1.38.0"
DESCRIPTION = "a line at the foot of documents, and what is printed on them"

TABLES = """
ALTER TABLE business ADD COLUMN footer VARCHAR(160) NOT NULL DEFAULT '';
ALTER TABLE business ADD COLUMN prints_phone BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE business ADD COLUMN prints_email BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE business ADD COLUMN prints_website BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE business ADD COLUMN prints_qr BOOLEAN NOT NULL DEFAULT TRUE;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
