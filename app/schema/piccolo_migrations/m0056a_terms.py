"""What has proved worth adding to the counts is kept with the judgement that proved it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0056a-terms"
VERSION = "1.38.0"
DESCRIPTION = "what is learnt beside the counts"

TABLES = """
ALTER TABLE score_judgement ADD COLUMN terms TEXT NOT NULL DEFAULT '';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
