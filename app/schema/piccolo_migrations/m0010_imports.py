"""An import as owed work: prepared, run and undone by the worker; what it refused, line by line."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0010-imports"
VERSION = "1.38.0"
DESCRIPTION = "imports prepared, run and undone by the worker; refused lines kept"

TABLES = """
ALTER TABLE import_run ADD COLUMN state VARCHAR(10) NOT NULL DEFAULT 'done'
  CHECK (state IN ('prepared', 'running', 'direct', 'done', 'failed', 'undoing', 'undone'));
ALTER TABLE import_run ADD COLUMN layout TEXT NOT NULL DEFAULT '';
ALTER TABLE import_run ADD COLUMN lines BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN handled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN more TEXT NOT NULL DEFAULT '';
ALTER TABLE import_run ADD COLUMN day DATE;
ALTER TABLE import_run ADD COLUMN error TEXT NOT NULL DEFAULT '';
ALTER TABLE import_run ADD COLUMN done_at AT;
ALTER TABLE import_run ADD COLUMN undone_at AT;
ALTER TABLE import_run ADD COLUMN undone_by VARCHAR(254) NOT NULL DEFAULT '';
CREATE INDEX import_run_owed ON import_run (id) WHERE state IN ('running', 'undoing');

CREATE TABLE import_refusal (
  id ID, run REF import_run (id) ON DELETE CASCADE, line BIGINT NOT NULL, cells TEXT NOT NULL,
  findings TEXT NOT NULL);
CREATE UNIQUE INDEX import_refusal_line ON import_refusal (run, line);

CREATE TABLE import_receipt (
  id ID, run REF import_run (id), receipt_id BIGINT NOT NULL);
CREATE UNIQUE INDEX import_receipt_receipt ON import_receipt (receipt_id);
CREATE INDEX import_receipt_run ON import_receipt (run);

CREATE INDEX invoice_withdrawn ON invoice (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX invoice_import ON invoice (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX contract_import ON contract (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX client_import ON client (import_id) WHERE import_id IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
