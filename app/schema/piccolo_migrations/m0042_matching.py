"""What lines of the bank are for: what waits, what was done with each, and what was undone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0042-matching"
VERSION = "1.38.0"
DESCRIPTION = "lines of the bank matched to what is owed"

TABLES = """
CREATE TABLE bank_pointing (
  id ID, line REF bank_line (id), open BIGINT NOT NULL, score BIGINT NOT NULL,
  is_sure BOOLEAN NOT NULL, verdict TEXT NOT NULL, mark VARCHAR(120) NOT NULL, looked_at AT,
  error TEXT NOT NULL);
CREATE UNIQUE INDEX bank_pointing_line ON bank_pointing (line);
CREATE INDEX bank_pointing_open ON bank_pointing (line) WHERE open <> 0;

CREATE TABLE bank_match (
  id ID, line REF bank_line (id), key VARCHAR(80) NOT NULL, automatic BOOLEAN NOT NULL,
  score BIGINT NOT NULL, reasons TEXT NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX bank_match_key ON bank_match (key);
CREATE INDEX bank_match_line ON bank_match (line);

CREATE TABLE bank_part (
  id ID, match REF bank_match (id), position SMALLINT NOT NULL,
  kind VARCHAR(8) NOT NULL
    CHECK (kind IN ('receipt', 'recorded', 'credit', 'return', 'refund', 'other')),
  amount BIGINT NOT NULL, client_id BIGINT, receipt_id BIGINT, allocation_id BIGINT,
  account VARCHAR(10) NOT NULL, reason VARCHAR(12) NOT NULL, note TEXT NOT NULL,
  CHECK ((kind = 'credit') = (allocation_id IS NOT NULL)),
  CHECK ((kind IN ('credit', 'other')) = (receipt_id IS NULL)),
  CHECK ((kind = 'credit') = (amount = 0)));
CREATE UNIQUE INDEX bank_part_position ON bank_part (match, position);
CREATE INDEX bank_part_receipt ON bank_part (receipt_id) WHERE receipt_id IS NOT NULL;

CREATE TABLE bank_unmatch (
  id ID, match REF bank_match (id), undone_on DATE NOT NULL, reason VARCHAR(12) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX bank_unmatch_match ON bank_unmatch (match);

CREATE TABLE bank_choice (
  id ID, threshold BIGINT NOT NULL CHECK (threshold BETWEEN 5000 AND 10000),
  automatic BOOLEAN NOT NULL, updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);
"""

GUARDS = "".join(map(insert_only, ("bank_match", "bank_part", "bank_unmatch")))


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
