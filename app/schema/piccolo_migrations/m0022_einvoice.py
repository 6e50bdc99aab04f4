"""Electronic invoices: what each says by code, and who judged it.

Documents issued before have none of it: they keep the PDF that they have.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0022-einvoice"
VERSION = "1.38.0"
DESCRIPTION = "electronic invoices: their notes by code, and what judges said"

TABLES = """
CREATE TABLE einvoice (
  id ID, invoice REF invoice (id), notes TEXT NOT NULL);
CREATE UNIQUE INDEX einvoice_invoice ON einvoice (invoice);

CREATE TABLE judgement (
  id ID, invoice REF invoice (id),
  judge VARCHAR(10) NOT NULL CHECK (judge IN ('rules', 'schematron')),
  ruleset VARCHAR(80) NOT NULL,
  opinion VARCHAR(11) NOT NULL CHECK (opinion IN ('valid', 'invalid', 'not_checked')),
  broken TEXT NOT NULL, reason TEXT NOT NULL, judged_at AT NOT NULL);
CREATE INDEX judgement_invoice ON judgement (invoice);
"""


async def forwards() -> MigrationManager:
    guards = insert_only("einvoice") + insert_only("judgement")
    return migration(ID, DESCRIPTION, TABLES, guards)
