"""Offers: named lines and terms, from which contracts are made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0033-offers"
VERSION = "1.38.0"
DESCRIPTION = "offers from which contracts are made"

TABLES = """
CREATE TABLE contract_offer (
  id ID, name VARCHAR(80) NOT NULL, label VARCHAR(200) NOT NULL, frequency VARCHAR(12) NOT NULL,
  billing VARCHAR(8) NOT NULL CHECK (billing IN ('advance', 'arrears')),
  mode VARCHAR(8) NOT NULL CHECK (mode IN ('draft', 'issue', 'send')), anchor_day SMALLINT,
  every SMALLINT NOT NULL, second_day SMALLINT, max_entries SMALLINT, is_split BOOLEAN NOT NULL,
  is_variable BOOLEAN NOT NULL, terms_days SMALLINT, invoice_note TEXT NOT NULL,
  trial_length SMALLINT, trial_unit VARCHAR(6), trial_net BIGINT NOT NULL,
  trial_tells BOOLEAN NOT NULL, initial_months SMALLINT, renewal_months SMALLINT,
  notice_months SMALLINT, informs BOOLEAN NOT NULL, archived_at AT, created_at AT NOT NULL,
  created_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX contract_offer_name ON contract_offer (name) WHERE archived_at IS NULL;
CREATE TABLE contract_offer_line (
  id ID, offer REF contract_offer (id), position SMALLINT NOT NULL, label TEXT NOT NULL,
  quantity BIGINT NOT NULL, unit VARCHAR(20) NOT NULL, unit_price BIGINT NOT NULL,
  discount BIGINT NOT NULL, vat_rate BIGINT NOT NULL, vat_category VARCHAR(2) NOT NULL);
CREATE INDEX contract_offer_line_offer ON contract_offer_line (offer);
ALTER TABLE contract ADD COLUMN offer_id BIGINT;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
