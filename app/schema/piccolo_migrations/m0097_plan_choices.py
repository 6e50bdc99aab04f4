"""Plans chosen by segment and by contract too, and the days on which reminders leave."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0097-plan-choices"
VERSION = "1.38.0"
DESCRIPTION = "plans chosen by segment and by contract, days on which reminders leave"

_KINDS = "('client', 'contract', 'group', 'segment', 'grade', 'amount')"
TABLES = f"""
CREATE TABLE plan_chosen (
  id ID, plan REF plan (id), kind VARCHAR(8) NOT NULL CHECK (kind IN {_KINDS}),
  value VARCHAR(80) NOT NULL);
INSERT INTO plan_chosen (plan, kind, value) SELECT plan, kind, value FROM plan_choice ORDER BY id;
DROP TABLE plan_choice;
ALTER TABLE plan_chosen RENAME TO plan_choice;
CREATE UNIQUE INDEX plan_choice_once ON plan_choice (kind, value);
ALTER TABLE reminder_limits ADD COLUMN weekdays VARCHAR(6) NOT NULL DEFAULT '12345';
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
