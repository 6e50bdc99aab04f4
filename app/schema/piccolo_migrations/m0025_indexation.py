"""Contracts whose prices follow an index or a percentage; each anniversary once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0025-indexation"
VERSION = "1.38.0"
DESCRIPTION = "indexation of contracts, once for each anniversary"

TABLES = """
ALTER TABLE contract ADD COLUMN index_name VARCHAR(80) NOT NULL DEFAULT '';
ALTER TABLE contract ADD COLUMN index_base BIGINT;
ALTER TABLE contract ADD COLUMN index_percent BIGINT;
CREATE TABLE contract_indexation (
  id ID, contract REF contract (id), anniversary DATE NOT NULL, amendment_id BIGINT NOT NULL,
  old_value BIGINT NOT NULL, new_value BIGINT NOT NULL, message_id BIGINT,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX contract_indexation_once ON contract_indexation (contract, anniversary);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
