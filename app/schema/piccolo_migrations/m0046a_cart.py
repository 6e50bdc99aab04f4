"""A sale paid in several ways."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0046a-cart"
VERSION = "1.38.0"
DESCRIPTION = "what a sale was paid by, part by part"

TABLES = """
CREATE TABLE sale_payment (
  id ID, sale BIGINT NOT NULL,
  method VARCHAR(10) NOT NULL CHECK (method IN ('cash', 'card', 'cheque', 'transfer')),
  amount BIGINT NOT NULL CHECK (amount > 0), receipt_id BIGINT,
  CHECK ((receipt_id IS NULL) = (method = 'transfer')));
CREATE UNIQUE INDEX sale_payment_means ON sale_payment (sale, method);
CREATE INDEX sale_payment_receipt ON sale_payment (receipt_id) WHERE receipt_id IS NOT NULL;

INSERT INTO sale_payment (sale, method, amount, receipt_id)
  SELECT s.id, s.method, i.total + i.rounding, s.receipt_id
  FROM sale s JOIN invoice i ON i.id = s.invoice_id ORDER BY s.id;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("sale_payment"))
