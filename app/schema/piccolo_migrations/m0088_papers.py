"""The papers of a client: who it is, who signs, what was agreed, what was delivered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0088-papers"
VERSION = "1.38.0"
DESCRIPTION = "papers of a client, kept by their hash: identity, agreements, proofs of delivery"

TABLES = """
CREATE TABLE client_paper (
  id ID, client REF client (id), kind VARCHAR(12) NOT NULL CHECK (kind IN ('registration',
  'identity', 'contract', 'order', 'delivery', 'exchange', 'other')),
  dated DATE NOT NULL, signer VARCHAR(120) NOT NULL, concerns VARCHAR(80) NOT NULL,
  filename VARCHAR(200) NOT NULL, sha256 VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL CHECK (size > 0),
  added_at AT NOT NULL, added_by VARCHAR(254) NOT NULL, withdrawn_at AT);
CREATE UNIQUE INDEX client_paper_once ON client_paper (client, kind, sha256)
  WHERE withdrawn_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
