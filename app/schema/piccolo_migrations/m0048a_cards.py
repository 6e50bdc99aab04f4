"""Card payments: the provider and its keys, what was asked of it, and what it told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0048a-cards"
VERSION = "1.38.0"
DESCRIPTION = "card payments"

TABLES = """
ALTER TABLE business ADD COLUMN card_provider VARCHAR(6) NOT NULL DEFAULT ''
  CHECK (card_provider IN ('', 'trial', 'stripe'));
ALTER TABLE business ADD COLUMN stripe_key TEXT NOT NULL DEFAULT '';
ALTER TABLE business ADD COLUMN stripe_webhook_secret TEXT NOT NULL DEFAULT '';
CREATE TABLE card_checkout (
  id ID, key VARCHAR(40) NOT NULL, provider VARCHAR(6) NOT NULL, invoice REF invoice (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  state VARCHAR(8) NOT NULL CHECK (state IN ('asked', 'open', 'paid', 'refused', 'expired')),
  session VARCHAR(120), address TEXT NOT NULL, asked_at AT NOT NULL, until AT NOT NULL,
  receipt_id BIGINT, taken BIGINT, fee BIGINT,
  CHECK ((state = 'paid') = (taken IS NOT NULL)));
CREATE UNIQUE INDEX card_checkout_key ON card_checkout (key);
CREATE UNIQUE INDEX card_checkout_session ON card_checkout (session) WHERE session IS NOT NULL;
CREATE INDEX card_checkout_invoice ON card_checkout (invoice);
CREATE TABLE card_event (
  id ID, event VARCHAR(160) NOT NULL, checkout REF card_checkout (id), ending VARCHAR(8) NOT NULL,
  told_at AT NOT NULL, recorded_at AT NOT NULL);
CREATE UNIQUE INDEX card_event_event ON card_event (event);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("card_event"))
