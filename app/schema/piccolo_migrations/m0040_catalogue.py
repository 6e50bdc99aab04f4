"""Products and their stock."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0040-catalogue"
VERSION = "1.38.0"
DESCRIPTION = "products, what is on hand of them and what moved it; the product of an invoice line"

TABLES = """
CREATE TABLE product (
  id ID, name VARCHAR(200) NOT NULL, name_key TEXT NOT NULL, search TEXT NOT NULL,
  detail TEXT NOT NULL, nature VARCHAR(8) NOT NULL CHECK (nature IN ('goods', 'services')),
  category VARCHAR(80) NOT NULL, unit VARCHAR(20) NOT NULL, price BIGINT, gross BIGINT,
  vat_rate BIGINT NOT NULL CHECK (vat_rate BETWEEN 0 AND 10000), barcode VARCHAR(40) NOT NULL,
  is_tile BOOLEAN NOT NULL, is_stocked BOOLEAN NOT NULL, minimum BIGINT,
  may_run_short BOOLEAN NOT NULL, on_hand BIGINT NOT NULL, import_id BIGINT, created_at AT NOT NULL,
  archived_at AT,
  CHECK ((price IS NULL) <> (gross IS NULL)));
CREATE UNIQUE INDEX product_barcode ON product (barcode)
  WHERE barcode <> '' AND archived_at IS NULL;
CREATE INDEX product_name ON product (name_key, id);
CREATE INDEX product_tile ON product (name_key) WHERE is_tile;

CREATE TABLE stock_movement (
  id ID, product REF product (id),
  cause VARCHAR(8) NOT NULL CHECK (cause IN ('delivery', 'sale', 'return', 'loss', 'count')),
  quantity BIGINT NOT NULL, after BIGINT NOT NULL, source VARCHAR(100) NOT NULL,
  note VARCHAR(200) NOT NULL, moved_on DATE NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX stock_movement_source ON stock_movement (product, source);
CREATE INDEX stock_movement_product ON stock_movement (product, id);

ALTER TABLE invoice_line ADD COLUMN product BIGINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("stock_movement"))
