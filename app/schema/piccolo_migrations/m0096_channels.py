"""Steps have a channel, and can be taken out of a plan; addresses that refuse mail are known."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0096-channels"
VERSION = "1.38.0"
DESCRIPTION = "the channel of a step and of a reminder, steps taken out, addresses that refuse mail"

_CHANNELS = "CHECK (channel IN ('email', 'letter', 'call', 'text'))"
# A position says how far a step goes in any plan: its tone, then its place among those of its tone.
TABLES = f"""
ALTER TABLE plan_step ADD COLUMN channel VARCHAR(6) NOT NULL DEFAULT 'email' {_CHANNELS};
ALTER TABLE plan_step ADD COLUMN retired_at AT;
DROP INDEX plan_step_days;
CREATE UNIQUE INDEX plan_step_days ON plan_step (plan_id, days) WHERE retired_at IS NULL;
DROP INDEX plan_step_position;
UPDATE plan_step SET position = CASE tone
    WHEN 'courteous' THEN 100 WHEN 'friendly' THEN 200 WHEN 'formal' THEN 300 ELSE 400 END
  + (SELECT COUNT(*) FROM plan_step o WHERE o.plan_id = plan_step.plan_id
     AND o.tone = plan_step.tone AND o.days < plan_step.days);
ALTER TABLE reminder ADD COLUMN channel VARCHAR(6) NOT NULL DEFAULT 'email' {_CHANNELS};
ALTER TABLE reminder ADD COLUMN channel_why TEXT NOT NULL DEFAULT '';
ALTER TABLE reminder ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE TABLE bounce (
  id ID, address VARCHAR(254) NOT NULL, said TEXT NOT NULL, message BIGINT, at AT NOT NULL,
  settled_at AT, settled_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX bounce_open ON bounce (address) WHERE settled_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
