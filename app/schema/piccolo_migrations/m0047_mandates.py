"""SEPA mandates: the creditor, mandates, how they were signed, and other accounts under them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0047-mandates"
VERSION = "1.38.0"
DESCRIPTION = "the creditor, mandates and their signatures"

TABLES = """
CREATE TABLE creditor (
  id ID, ics VARCHAR(35) NOT NULL, version VARCHAR(2) NOT NULL CHECK (version IN ('02', '08')),
  address VARCHAR(10) NOT NULL CHECK (address IN ('none', 'town', 'structured')),
  batch_booking BOOLEAN NOT NULL, lead_days SMALLINT NOT NULL CHECK (lead_days BETWEEN 1 AND 10),
  cutoff TIME NOT NULL, notice_days SMALLINT NOT NULL CHECK (notice_days BETWEEN 1 AND 60),
  asked_on DATE, contract_on DATE, updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);

CREATE TABLE mandate (
  id ID, client REF client (id), reference VARCHAR(35) NOT NULL,
  scheme VARCHAR(4) NOT NULL CHECK (scheme IN ('CORE', 'B2B')),
  recurrence VARCHAR(9) NOT NULL CHECK (recurrence IN ('recurring', 'once')),
  name VARCHAR(70) NOT NULL, iban VARCHAR(34) NOT NULL, told_iban VARCHAR(34) NOT NULL,
  notice_days SMALLINT NOT NULL, asked_on DATE, registered_on DATE, last_used_on DATE,
  ended_on DATE, ending VARCHAR(8) NOT NULL
    CHECK (ending IN ('', 'revoked', 'closed', 'wrong', 'used')),
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL,
  CHECK ((ended_on IS NULL) = (ending = '')));
CREATE UNIQUE INDEX mandate_reference ON mandate (reference);
CREATE INDEX mandate_client ON mandate (client);

CREATE TABLE mandate_signature (
  id ID, mandate REF mandate (id), way VARCHAR(5) NOT NULL CHECK (way IN ('link', 'paper')),
  signed_on DATE NOT NULL, name VARCHAR(120) NOT NULL, place VARCHAR(80) NOT NULL,
  iban VARCHAR(34) NOT NULL, address VARCHAR(60) NOT NULL, agent TEXT NOT NULL,
  sha256 VARCHAR(64) NOT NULL, media_type VARCHAR(80) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (way = 'paper' OR sha256 <> ''));
CREATE UNIQUE INDEX mandate_signature_mandate ON mandate_signature (mandate);

CREATE TABLE mandate_amendment (
  id ID, mandate REF mandate (id), old_iban VARCHAR(34) NOT NULL, new_iban VARCHAR(34) NOT NULL,
  amended_on DATE NOT NULL, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (old_iban <> new_iban));
CREATE INDEX mandate_amendment_mandate ON mandate_amendment (mandate);
"""
_SIGNED = "EXISTS (SELECT 1 FROM mandate_signature s WHERE s.mandate = OLD.id)"
_FIXED = (
    "(NEW.reference <> OLD.reference OR NEW.client <> OLD.client OR NEW.scheme <> OLD.scheme"
    " OR NEW.recurrence <> OLD.recurrence OR NEW.name <> OLD.name)"
)
GUARDS = (
    refuse_change("mandate", "UPDATE", f"{_SIGNED} AND {_FIXED}", "a signed mandate never changes")
    + refuse_change("mandate", "DELETE", _SIGNED, "a signed mandate is never deleted")
    + "".join(map(insert_only, ("mandate_signature", "mandate_amendment")))
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
