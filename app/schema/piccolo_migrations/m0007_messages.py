"""When the sending of a message began: what was claimed but never begun has surely not gone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0007-messages"
VERSION = "1.38.0"
DESCRIPTION = "begun_at of a message"

BEGUN = """
ALTER TABLE message ADD COLUMN begun_at AT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, BEGUN)
