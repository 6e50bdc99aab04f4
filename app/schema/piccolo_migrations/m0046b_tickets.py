"""The lines of a sale at the prices paid, and the tickets printed of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0046b-tickets"
VERSION = "1.38.0"
DESCRIPTION = "the lines of a sale as they were paid, and its tickets"

TABLES = """
CREATE TABLE sale_line (
  id ID, sale BIGINT NOT NULL, label VARCHAR(200) NOT NULL, pieces BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), vat_rate BIGINT NOT NULL);
CREATE INDEX sale_line_sale ON sale_line (sale);

INSERT INTO sale_line (sale, label, pieces, amount, vat_rate)
  SELECT s.id, l.label, l.quantity / 10000, i.total + i.rounding, l.vat_rate
  FROM sale s JOIN invoice i ON i.id = s.invoice_id JOIN invoice_line l ON l.invoice = i.id
  WHERE (SELECT COUNT(*) FROM invoice_line o WHERE o.invoice = i.id) = 1 ORDER BY s.id;

CREATE TABLE sale_ticket (
  id ID, sale BIGINT NOT NULL, n BIGINT NOT NULL CHECK (n > 0), recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX sale_ticket_n ON sale_ticket (sale, n);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("sale_line"), insert_only("sale_ticket"))
