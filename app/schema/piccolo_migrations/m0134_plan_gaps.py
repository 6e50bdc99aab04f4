"""A plan may have its own days between two messages to a client; without, those of all plans hold.

What was held back says which of both, from now on; what is held today says it too.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0134-plan-gaps"
VERSION = "1.38.0"
DESCRIPTION = "days between two messages of one plan"

COLUMNS = """
ALTER TABLE plan ADD COLUMN gap_days SMALLINT CHECK (gap_days BETWEEN 1 AND 90);
UPDATE reminder_hold SET message = 'A message left on %(day)s; the next one may leave from %(next)s'
  || ', by the gap of all plans.' WHERE code = 'reminders.recent';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMNS)
