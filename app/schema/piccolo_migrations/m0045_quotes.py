"""Quotes: variants, products, discounts and charges on the whole, what their clients ask."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0045-quotes"
VERSION = "1.38.0"
DESCRIPTION = "variants, products, discounts and charges of quotes; questions of their clients"

TABLES = """
ALTER TABLE quote_line ADD COLUMN choice VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE quote_line ADD COLUMN product BIGINT;

CREATE TABLE quote_adjustment (
  id ID, quote REF quote (id), position SMALLINT NOT NULL,
  kind VARCHAR(9) NOT NULL CHECK (kind IN ('allowance', 'charge')), reason TEXT NOT NULL,
  reason_code VARCHAR(3) NOT NULL, percent BIGINT, amount BIGINT, vat_rate BIGINT,
  vat_category VARCHAR(2) NOT NULL, exemption VARCHAR(30) NOT NULL);
CREATE UNIQUE INDEX quote_adjustment_position ON quote_adjustment (quote, position);

CREATE TABLE quote_question (
  id ID, quote REF quote (id), name VARCHAR(120) NOT NULL, text TEXT NOT NULL,
  text_sha256 VARCHAR(64) NOT NULL, asked_on DATE NOT NULL, asked_at AT NOT NULL,
  address VARCHAR(60) NOT NULL, agent TEXT NOT NULL);
CREATE UNIQUE INDEX quote_question_once ON quote_question (quote, asked_on, text_sha256);
"""


def _of_sent() -> str:
    """Discounts and charges of a sent quote: none changed, none added, none taken away."""
    message = "a sent quote never changes (quote_adjustment)"

    def sent(row: str) -> str:
        return f"(SELECT state FROM quote WHERE id = {row}.quote) = 'sent'"

    return (
        refuse_change("quote_adjustment", "UPDATE", f"{sent('OLD')} OR {sent('NEW')}", message)
        + refuse_change("quote_adjustment", "DELETE", sent("OLD"), message)
        + refuse_change("quote_adjustment", "INSERT", sent("NEW"), message)
    )


GUARDS = _of_sent() + insert_only("quote_question")


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
