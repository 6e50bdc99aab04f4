"""Quotes: lines, what is frozen, the PDF, the client's one answer, and what became of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0030-quotes"
VERSION = "1.38.0"
DESCRIPTION = "quotes, their answers with the evidence, and what they become"

TABLES = """
CREATE TABLE quote (
  id ID, state VARCHAR(5) NOT NULL CHECK (state IN ('draft', 'sent')), client REF client (id),
  number VARCHAR(20), title VARCHAR(200) NOT NULL, search TEXT NOT NULL,
  replaces BIGINT, sent_on DATE, valid_days SMALLINT NOT NULL, valid_until DATE,
  remind_days SMALLINT, order_number VARCHAR(80) NOT NULL, language VARCHAR(2) NOT NULL,
  note TEXT NOT NULL, deposit BIGINT NOT NULL CHECK (deposit BETWEEN 0 AND 10000),
  becomes VARCHAR(8) NOT NULL CHECK (becomes IN ('hand', 'invoice', 'deposit', 'contract')),
  frequency VARCHAR(12) NOT NULL, billing VARCHAR(8) NOT NULL, start_on DATE,
  net BIGINT NOT NULL, vat BIGINT NOT NULL, total BIGINT NOT NULL,
  seller TEXT NOT NULL, buyer TEXT NOT NULL, content_sha256 VARCHAR(64),
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL, recorded_at AT,
  recorded_by VARCHAR(254) NOT NULL,
  CHECK ((state = 'sent') = (number IS NOT NULL)),
  CHECK (number IS NULL OR (sent_on IS NOT NULL AND valid_until IS NOT NULL
    AND content_sha256 IS NOT NULL AND recorded_at IS NOT NULL)));
CREATE UNIQUE INDEX quote_number ON quote (number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX quote_replaces ON quote (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX quote_client ON quote (client);
CREATE INDEX quote_valid ON quote (valid_until);

CREATE TABLE quote_line (
  id ID, quote REF quote (id), position SMALLINT NOT NULL, label TEXT NOT NULL,
  detail TEXT NOT NULL, quantity BIGINT NOT NULL, unit VARCHAR(20) NOT NULL,
  unit_price BIGINT NOT NULL, discount BIGINT NOT NULL, vat_rate BIGINT NOT NULL,
  vat_category VARCHAR(2) NOT NULL, discount_amount BIGINT NOT NULL, nature VARCHAR(8) NOT NULL,
  exemption VARCHAR(30) NOT NULL, optional BOOLEAN NOT NULL, net BIGINT NOT NULL);
CREATE UNIQUE INDEX quote_line_position ON quote_line (quote, position);

CREATE TABLE quote_counter (
  id ID, year SMALLINT NOT NULL, n BIGINT NOT NULL, last_sent_on DATE);
CREATE UNIQUE INDEX quote_counter_year ON quote_counter (year);

CREATE TABLE quote_rendering (
  id ID, quote REF quote (id), requested_at AT NOT NULL, next_try_at AT NOT NULL,
  attempts SMALLINT NOT NULL, error TEXT NOT NULL, done_at AT);
CREATE UNIQUE INDEX quote_rendering_quote ON quote_rendering (quote);

CREATE TABLE quote_document (
  id ID, quote REF quote (id), sha256 VARCHAR(64) NOT NULL, size BIGINT NOT NULL,
  created_at AT NOT NULL);
CREATE UNIQUE INDEX quote_document_quote ON quote_document (quote);

CREATE TABLE quote_answer (
  id ID, quote REF quote (id),
  answer VARCHAR(8) NOT NULL CHECK (answer IN ('accepted', 'refused')),
  name VARCHAR(120) NOT NULL, reason TEXT NOT NULL, chosen TEXT NOT NULL, net BIGINT NOT NULL,
  vat BIGINT NOT NULL, total BIGINT NOT NULL, answered_on DATE NOT NULL, answered_at AT NOT NULL,
  zone VARCHAR(40) NOT NULL, address VARCHAR(60) NOT NULL, agent TEXT NOT NULL,
  content_sha256 VARCHAR(64) NOT NULL, pdf_sha256 VARCHAR(64) NOT NULL,
  evidence_sha256 VARCHAR(64) NOT NULL);
CREATE UNIQUE INDEX quote_answer_quote ON quote_answer (quote);

CREATE TABLE quote_result (
  id ID, quote REF quote (id),
  kind VARCHAR(8) NOT NULL CHECK (kind IN ('hand', 'invoice', 'deposit', 'contract')),
  target BIGINT, deposit BIGINT, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK ((kind = 'hand') = (target IS NULL)));
CREATE UNIQUE INDEX quote_result_quote ON quote_result (quote);
"""


def _of_sent() -> str:
    """Lines of a sent quote: none changed, none added, none taken away."""
    message = "a sent quote never changes (quote_line)"

    def sent(row: str) -> str:
        return f"(SELECT state FROM quote WHERE id = {row}.quote) = 'sent'"

    return (
        refuse_change("quote_line", "UPDATE", f"{sent('OLD')} OR {sent('NEW')}", message)
        + refuse_change("quote_line", "DELETE", sent("OLD"), message)
        + refuse_change("quote_line", "INSERT", sent("NEW"), message)
    )


GUARDS = (
    refuse_change("quote", "UPDATE", "OLD.state = 'sent'", "a sent quote never changes")
    + refuse_change("quote", "DELETE", "OLD.state = 'sent'", "a sent quote is never deleted")
    + _of_sent()
    + "".join(map(insert_only, ("quote_document", "quote_answer", "quote_result")))
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
