"""Contracts amended from a day on: lines of a later version beside those agreed first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0025-versions"
VERSION = "1.38.0"
DESCRIPTION = "other lines of a contract from a day on"

TABLES = """
CREATE TABLE contract_amendment (
  id ID, contract REF contract (id), from_on DATE NOT NULL, cause VARCHAR(12) NOT NULL
    CHECK (cause IN ('amendment', 'indexation')),
  reason TEXT NOT NULL, created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX contract_amendment_day ON contract_amendment (contract, from_on);
ALTER TABLE contract_line ADD COLUMN amendment_id BIGINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
