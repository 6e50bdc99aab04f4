"""The platform by two folders: what is handed over, what came in; who says each status."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration, refuse_change

ID = "0043a-platform"
VERSION = "1.38.0"
DESCRIPTION = "files for the platform, its messages, sources of statuses"

TABLES = """
ALTER TABLE invoice_status ADD COLUMN source VARCHAR(8) NOT NULL DEFAULT 'hand'
  CHECK (source IN ('hand', 'platform', 'payment'));

CREATE TABLE platform_folder (
  id ID, is_on BOOLEAN NOT NULL, outbox TEXT NOT NULL, inbox TEXT NOT NULL, since DATE NOT NULL,
  form VARCHAR(3) NOT NULL CHECK (form IN ('pdf', 'xml')), swept_at AT, updated_at AT NOT NULL,
  updated_by VARCHAR(254) NOT NULL, CHECK (id = 1));

CREATE TABLE platform_file (
  id ID, invoice REF invoice (id), filename VARCHAR(60) NOT NULL,
  form VARCHAR(3) NOT NULL CHECK (form IN ('pdf', 'xml')), state VARCHAR(9) NOT NULL
    CHECK (state IN ('owed', 'staged', 'done', 'uncertain')),
  token VARCHAR(16) NOT NULL, attempts SMALLINT NOT NULL, next_try_at AT NOT NULL,
  error TEXT NOT NULL, created_at AT NOT NULL, done_at AT,
  CHECK ((state = 'done') = (done_at IS NOT NULL)));
CREATE UNIQUE INDEX platform_file_invoice ON platform_file (invoice);
CREATE UNIQUE INDEX platform_file_name ON platform_file (filename);
CREATE INDEX platform_file_owed ON platform_file (next_try_at) WHERE done_at IS NULL;

CREATE TABLE platform_message (
  id ID, sha256 VARCHAR(64) NOT NULL, filename VARCHAR(200) NOT NULL, state VARCHAR(7) NOT NULL
    CHECK (state IN ('half', 'taken', 'refused')),
  statuses SMALLINT NOT NULL, findings TEXT NOT NULL, recorded_at AT NOT NULL);
CREATE UNIQUE INDEX platform_message_bytes ON platform_message (sha256);
"""

GUARDS = (
    refuse_change("platform_file", "DELETE", "TRUE", "what was owed to the platform stays")
    + refuse_change(
        "platform_file", "UPDATE", "OLD.done_at IS NOT NULL", "a file handed over stays as it is"
    )
    + refuse_change("platform_message", "DELETE", "TRUE", "a message of the platform stays")
    + refuse_change(
        "platform_message", "UPDATE", "OLD.state = 'refused'", "a message of the platform stays"
    )
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
