"""The daily totals of a till that is not ours: its Z, in the books once a day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0091-outside-tills"
VERSION = "1.38.0"
DESCRIPTION = "daily totals of an outside till: sales by rate of VAT, payments by means"

TABLES = """
CREATE TABLE till_day (
  id ID, till VARCHAR(40) NOT NULL, day DATE NOT NULL, z_number VARCHAR(30) NOT NULL,
  account VARCHAR(10) NOT NULL, total BIGINT NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL, undone_on DATE, undone_at AT);
CREATE UNIQUE INDEX till_day_once ON till_day (till, day) WHERE undone_on IS NULL;
CREATE TABLE till_day_sales (
  id ID, till_day REF till_day (id), rate INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 10000),
  base BIGINT NOT NULL, vat BIGINT NOT NULL);
CREATE UNIQUE INDEX till_day_sales_once ON till_day_sales (till_day, rate);
CREATE TABLE till_day_money (
  id ID, till_day REF till_day (id), means VARCHAR(6) NOT NULL
    CHECK (means IN ('cash', 'card', 'cheque', 'other')), cents BIGINT NOT NULL);
CREATE UNIQUE INDEX till_day_money_once ON till_day_money (till_day, means);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
