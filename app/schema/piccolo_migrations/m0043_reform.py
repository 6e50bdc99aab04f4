"""Electronic invoicing: the approved platform of the business, and what became of each invoice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0043-reform"
VERSION = "1.38.0"
DESCRIPTION = "approved platform and lifecycle of invoices"

TABLES = """
CREATE TABLE einvoicing_choice (
  id ID, platform VARCHAR(80) NOT NULL, updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);

CREATE TABLE invoice_status (
  id ID, invoice REF invoice (id), key VARCHAR(60) NOT NULL,
  code SMALLINT NOT NULL CHECK (code BETWEEN 200 AND 225), happened_on DATE NOT NULL,
  reason VARCHAR(20) NOT NULL, note TEXT NOT NULL, amount BIGINT,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK ((code = 212) = (amount IS NOT NULL)));
CREATE UNIQUE INDEX invoice_status_key ON invoice_status (key);
CREATE INDEX invoice_status_invoice ON invoice_status (invoice, happened_on);
"""

GUARDS = insert_only("invoice_status")


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
