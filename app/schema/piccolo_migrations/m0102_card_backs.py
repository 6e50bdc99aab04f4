"""Money taken back of a payment by card: refunded at the provider, or contested by the client."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration, refuse_change

ID = "0102-card-backs"
VERSION = "1.38.0"
DESCRIPTION = "money taken back of payments by card, and the provider's name for a payment"

TABLES = """
ALTER TABLE card_checkout ADD COLUMN payment VARCHAR(120);
CREATE INDEX card_checkout_payment ON card_checkout (payment);
CREATE INDEX card_checkout_state ON card_checkout (state, asked_at);
CREATE TABLE card_back (
  id ID, name VARCHAR(120) NOT NULL, checkout REF card_checkout (id),
  why VARCHAR(9) NOT NULL CHECK (why IN ('refunded', 'contested')),
  amount BIGINT NOT NULL CHECK (amount > 0), fee BIGINT NOT NULL CHECK (fee >= 0),
  state VARCHAR(8) NOT NULL CHECK (state IN ('taken', 'returned')),
  receipt_id BIGINT, recorded_at AT NOT NULL);
CREATE UNIQUE INDEX card_back_name ON card_back (name);
CREATE INDEX card_back_checkout ON card_back (checkout);
"""
_FIXED = (
    "NEW.name <> OLD.name OR NEW.checkout <> OLD.checkout OR NEW.amount <> OLD.amount"
    " OR NEW.why <> OLD.why OR OLD.state = 'returned'"
)
GUARDS = refuse_change("card_back", "UPDATE", _FIXED, "money taken back never changes") + (
    refuse_change("card_back", "DELETE", "TRUE", "rows of card_back are never deleted")
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
