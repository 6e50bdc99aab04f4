"""Who is told by e-mail of money received, and up to when they have been."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0110-payment-news"
VERSION = "1.38.0"
DESCRIPTION = "who is told of payments by e-mail, of whose, and up to when they have been"

TABLES = """
CREATE TABLE payment_news (
  id ID, user_id BIGINT NOT NULL, scope VARCHAR(4) NOT NULL CHECK (scope IN ('none', 'own', 'all')),
  told_until AT NOT NULL, updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX payment_news_one ON payment_news (user_id);
CREATE INDEX receipt_recorded ON receipt (recorded_at);
CREATE INDEX contract_salesperson ON contract (salesperson_id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
