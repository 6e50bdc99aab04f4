"""Statements of account: on which day of the month, what was sent, and its PDF."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0044-statements"
VERSION = "1.38.0"
DESCRIPTION = "statements of account, their days and their PDFs"

TABLES = """
CREATE TABLE statement_plan (
  id ID, client BIGINT NOT NULL, day SMALLINT CHECK (day BETWEEN 1 AND 28), set_on DATE NOT NULL,
  updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX statement_plan_client ON statement_plan (client);

CREATE TABLE account_statement (
  id ID, client REF client (id), cause VARCHAR(24) NOT NULL, first_day DATE NOT NULL,
  last_day DATE NOT NULL, opening BIGINT NOT NULL, closing BIGINT NOT NULL, content TEXT NOT NULL,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL, CHECK (first_day <= last_day));
CREATE UNIQUE INDEX account_statement_once ON account_statement (client, cause);

CREATE TABLE statement_rendering (
  id ID, statement REF account_statement (id), next_try_at AT NOT NULL,
  attempts SMALLINT NOT NULL, error TEXT NOT NULL, done_at AT, sha256 VARCHAR(64),
  CHECK ((done_at IS NULL) = (sha256 IS NULL)));
CREATE UNIQUE INDEX statement_rendering_statement ON statement_rendering (statement);
CREATE INDEX statement_rendering_owed ON statement_rendering (next_try_at) WHERE done_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("account_statement"))
