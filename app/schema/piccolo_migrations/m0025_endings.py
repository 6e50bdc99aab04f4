"""Contracts ended before their time: what went with the end, so that it can come back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0025-endings"
VERSION = "1.38.0"
DESCRIPTION = "contracts ended on a day, with what was credited, until it is undone"

TABLES = """
CREATE TABLE contract_end (
  id ID, contract REF contract (id), last_day DATE NOT NULL, former_end_on DATE,
  credited SMALLINT NOT NULL, marks TEXT NOT NULL, created_at AT NOT NULL,
  created_by VARCHAR(254) NOT NULL, undone_at AT, undone_by VARCHAR(254));
CREATE INDEX contract_end_contract ON contract_end (contract);
CREATE UNIQUE INDEX contract_end_once ON contract_end (contract, last_day) WHERE undone_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
