"""Contracts that begin with a trial, whose client is told before it ends."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-trial"
VERSION = "1.38.0"
DESCRIPTION = "a trial before a contract is billed"

TABLES = """
ALTER TABLE contract ADD COLUMN trial_length SMALLINT;
ALTER TABLE contract ADD COLUMN trial_unit VARCHAR(6);
ALTER TABLE contract ADD COLUMN trial_net BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN trial_tells BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE contract ADD COLUMN trial_told_on DATE;
ALTER TABLE contract ADD COLUMN trial_message_id BIGINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
