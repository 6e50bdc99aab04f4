"""Until when money on an instalment counts: what the board of a past day begins with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0136-counted-balances"
VERSION = "1.38.0"
DESCRIPTION = "the last day from which money on an instalment counts"

COLUMN = """
ALTER TABLE balance ADD COLUMN counted_on DATE;
UPDATE balance SET counted_on = (SELECT MAX(a.counts_on) FROM allocation a
  WHERE a.instalment = balance.instalment);
"""

# Each answers its part of the board by itself: no row is looked up.
INDEXES = """
CREATE INDEX balance_counted ON balance
  (counted_on, issued_on, instalment, client_id, due_on, open, invoice_id)
  WHERE counted_on IS NOT NULL;
DROP INDEX balance_past;
DROP INDEX allocation_instalment;
CREATE INDEX allocation_instalment ON allocation (instalment, counts_on, amount);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, COLUMN, INDEXES)
