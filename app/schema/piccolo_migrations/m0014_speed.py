"""Indexes that the pages read alone, so that they cost the same after ten years."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0014-speed"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the aging board and the list of invoices"

INDEXES = """
CREATE INDEX entry_line_sums ON entry_line (account, client_id, debit, credit);
CREATE INDEX invoice_sales ON invoice (issued_on, total)
  WHERE state = 'issued' AND withdrawn_at IS NULL;
CREATE INDEX invoice_newest ON invoice
  ((CASE WHEN state = 'draft' THEN 0 ELSE 1 END), issued_on DESC, id DESC)
  WHERE withdrawn_at IS NULL;
CREATE INDEX invoice_sums ON invoice (client, net, total) WHERE withdrawn_at IS NULL;
CREATE INDEX balance_newest ON balance (client_id, due_on DESC, instalment DESC);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEXES)
