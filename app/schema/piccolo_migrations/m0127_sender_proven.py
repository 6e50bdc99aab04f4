"""Whether it was proven who wrote; the receiving server whose word is taken for it.

What was read before keeps its effect: it held reminders, and holds them until it is dealt with.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0127-sender-proven"
VERSION = "1.38.0"
DESCRIPTION = "answers of which the sender was proven, and the server that proves it"

COLUMNS = """
ALTER TABLE client_answer ADD COLUMN is_proven BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE mailbox ADD COLUMN receiver VARCHAR(250) NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMNS)
