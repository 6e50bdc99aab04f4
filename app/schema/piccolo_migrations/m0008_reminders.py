"""What a reminder names, and who changed its words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0008-reminders"
VERSION = "1.38.0"
DESCRIPTION = "what a reminder names, and who changed its words"

TABLES = """
ALTER TABLE reminder ADD COLUMN items TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reminder ADD COLUMN reworded_by VARCHAR(254) NOT NULL DEFAULT '';
CREATE INDEX reminder_pause_invoice ON reminder_pause (invoice_id) WHERE invoice_id IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
