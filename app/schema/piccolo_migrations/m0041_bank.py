"""Bank accounts, files, statements and lines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0041-bank"
VERSION = "1.38.0"
DESCRIPTION = "bank accounts, the files that were read, their statements and lines"

TABLES = """
CREATE TABLE bank_account (
  id ID, key VARCHAR(80) NOT NULL, iban VARCHAR(34) NOT NULL, name VARCHAR(80) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX bank_account_key ON bank_account (key);

CREATE TABLE bank_file (
  id ID, filename VARCHAR(200) NOT NULL, sha256 VARCHAR(64) NOT NULL, size BIGINT NOT NULL,
  format VARCHAR(12) NOT NULL,
  source VARCHAR(8) NOT NULL CHECK (source IN ('page', 'command', 'inbox')),
  state VARCHAR(8) NOT NULL
    CHECK (state IN ('reading', 'prepared', 'running', 'done', 'refused')),
  account BIGINT, layout TEXT NOT NULL, summary TEXT NOT NULL, findings TEXT NOT NULL,
  lines BIGINT NOT NULL, handled BIGINT NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL, done_at AT);
CREATE INDEX bank_file_owed ON bank_file (id) WHERE state IN ('reading', 'running');
CREATE INDEX bank_file_sha256 ON bank_file (sha256);

CREATE TABLE bank_layout (
  id ID, account REF bank_account (id), titles VARCHAR(64) NOT NULL, layout TEXT NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX bank_layout_titles ON bank_layout (account, titles);

CREATE TABLE bank_statement (
  id ID, account REF bank_account (id), file REF bank_file (id), number VARCHAR(80) NOT NULL,
  from_on DATE, to_on DATE, opening_cents BIGINT, opening_on DATE, closing_cents BIGINT,
  closing_on DATE, lines BIGINT NOT NULL, added BIGINT NOT NULL, digest VARCHAR(64) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (added BETWEEN 0 AND lines));
CREATE UNIQUE INDEX bank_statement_digest ON bank_statement (digest);
CREATE INDEX bank_statement_account ON bank_statement (account, to_on);
CREATE INDEX bank_statement_file ON bank_statement (file);

CREATE TABLE bank_line (
  id ID, account REF bank_account (id), statement REF bank_statement (id),
  position BIGINT NOT NULL, booked_on DATE NOT NULL, value_on DATE, amount_cents BIGINT NOT NULL,
  label TEXT NOT NULL, reference VARCHAR(140) NOT NULL, end_to_end_id VARCHAR(140) NOT NULL,
  payer_name VARCHAR(200) NOT NULL, payer_iban VARCHAR(34) NOT NULL,
  transaction_code VARCHAR(40) NOT NULL, return_reason VARCHAR(40) NOT NULL,
  fingerprint VARCHAR(80) NOT NULL, bank_reference VARCHAR(140) NOT NULL,
  batch_id VARCHAR(140) NOT NULL, mandate_id VARCHAR(140) NOT NULL);
CREATE UNIQUE INDEX bank_line_fingerprint ON bank_line (fingerprint);
CREATE UNIQUE INDEX bank_line_position ON bank_line (statement, position);
CREATE INDEX bank_line_account ON bank_line (account, booked_on, id);

CREATE TABLE bank_line_again (
  id ID, statement REF bank_statement (id), position BIGINT NOT NULL, line REF bank_line (id));
CREATE UNIQUE INDEX bank_line_again_position ON bank_line_again (statement, position);
CREATE INDEX bank_line_again_line ON bank_line_again (line);
"""

GUARDS = "".join(map(insert_only, ("bank_statement", "bank_line", "bank_line_again")))


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
