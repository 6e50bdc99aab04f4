"""Direct debits: which documents, what was announced, the files for the bank, and returns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0047a-debits"
VERSION = "1.38.0"
DESCRIPTION = "direct debits, their files and returns"

TABLES = """
CREATE TABLE debit_choice (
  id ID, subject_kind VARCHAR(8) NOT NULL CHECK (subject_kind IN ('contract', 'invoice')),
  subject_id BIGINT NOT NULL, wanted BOOLEAN NOT NULL, updated_at AT NOT NULL,
  updated_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX debit_choice_subject ON debit_choice (subject_kind, subject_id);

CREATE TABLE debit_batch (
  id ID, message_id VARCHAR(35) NOT NULL, scheme VARCHAR(4) NOT NULL, collect_on DATE NOT NULL,
  version VARCHAR(2) NOT NULL, pieces BIGINT NOT NULL CHECK (pieces > 0),
  total BIGINT NOT NULL CHECK (total > 0), sha256 VARCHAR(64) NOT NULL, key VARCHAR(64) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX debit_batch_message ON debit_batch (message_id);
CREATE UNIQUE INDEX debit_batch_key ON debit_batch (key);

CREATE TABLE debit (
  id ID, instalment BIGINT NOT NULL, attempt SMALLINT NOT NULL, invoice_id BIGINT NOT NULL,
  client REF client (id), mandate REF mandate (id), amount BIGINT NOT NULL CHECK (amount > 0),
  due_on DATE NOT NULL, collect_on DATE NOT NULL, notice_days SMALLINT NOT NULL,
  end_to_end_id VARCHAR(35) NOT NULL, state VARCHAR(9) NOT NULL
    CHECK (state IN ('announced', 'handed', 'collected', 'returned', 'dropped')),
  reason VARCHAR(20) NOT NULL, batch BIGINT, receipt_id BIGINT,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL,
  CHECK (batch IS NOT NULL OR state IN ('announced', 'dropped')),
  CHECK (receipt_id IS NOT NULL OR state <> 'collected'));
CREATE UNIQUE INDEX debit_attempt ON debit (instalment, attempt);
CREATE UNIQUE INDEX debit_live ON debit (instalment)
  WHERE state IN ('announced', 'handed', 'collected');
CREATE UNIQUE INDEX debit_end_to_end ON debit (end_to_end_id);
CREATE INDEX debit_batch_of ON debit (batch) WHERE batch IS NOT NULL;
CREATE INDEX debit_receipt ON debit (receipt_id) WHERE receipt_id IS NOT NULL;

CREATE TABLE debit_return (
  id ID, debit REF debit (id), code VARCHAR(10) NOT NULL, returned_on DATE NOT NULL,
  fee BIGINT NOT NULL CHECK (fee >= 0), reversal_id BIGINT,
  source VARCHAR(9) NOT NULL CHECK (source IN ('hand', 'file', 'statement')),
  note TEXT NOT NULL, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX debit_return_debit ON debit_return (debit);
"""
GUARDS = (
    "".join(map(insert_only, ("debit_batch", "debit_return")))
    + refuse_change("debit", "DELETE", "OLD.batch IS NOT NULL", "a debit handed over stays")
    + refuse_change(
        "debit",
        "UPDATE",
        "OLD.batch IS NOT NULL AND (NEW.amount <> OLD.amount OR NEW.batch <> OLD.batch"
        " OR NEW.end_to_end_id <> OLD.end_to_end_id OR NEW.mandate <> OLD.mandate)",
        "a debit handed over stays as it is",
    )
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
