"""The last twelve payments of a client are kept beside its score, and all are scored anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0042-strips"
VERSION = "1.38.0"
DESCRIPTION = "the last payments kept with the score"

TABLES = """
ALTER TABLE score ADD COLUMN strip VARCHAR(12) NOT NULL DEFAULT '';
UPDATE risk_watermark SET allocation_id = 0, invoice_id = 0;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
