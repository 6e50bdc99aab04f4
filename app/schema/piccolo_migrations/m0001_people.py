"""Users, the business, law, links, clients."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0001-people"
VERSION = "1.38.0"
DESCRIPTION = "users, business, law, links, clients"

TABLES = """
CREATE TABLE app_user (
  id ID, email VARCHAR(254) NOT NULL, name VARCHAR(120) NOT NULL,
  password_hash VARCHAR(200) NOT NULL, role VARCHAR(12) NOT NULL
    CHECK (role IN ('owner', 'assistant', 'accountant')),
  language VARCHAR(2) NOT NULL, is_active BOOLEAN NOT NULL, created_at AT NOT NULL);
CREATE UNIQUE INDEX app_user_email ON app_user (email);

CREATE TABLE session (
  id ID, token_hash VARCHAR(64) NOT NULL, "user" REF app_user (id) ON DELETE CASCADE,
  created_at AT NOT NULL, seen_at AT NOT NULL, expires_at AT NOT NULL,
  address VARCHAR(60) NOT NULL, agent VARCHAR(200) NOT NULL, flash TEXT NOT NULL);
CREATE UNIQUE INDEX session_token ON session (token_hash);

CREATE TABLE sign_in_failure (
  id ID, email VARCHAR(254) NOT NULL, address VARCHAR(60) NOT NULL, at AT NOT NULL);
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);

CREATE TABLE audit_entry (
  id ID, at AT NOT NULL, by VARCHAR(254) NOT NULL, act VARCHAR(60) NOT NULL,
  subject_kind VARCHAR(30) NOT NULL, subject_id BIGINT NOT NULL, client_id BIGINT,
  detail TEXT NOT NULL);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id);
CREATE INDEX audit_entry_client ON audit_entry (client_id);

CREATE TABLE business (
  id ID, name VARCHAR(140) NOT NULL, legal_form VARCHAR(60) NOT NULL, capital BIGINT,
  is_sole_trader BOOLEAN NOT NULL, siren VARCHAR(9) NOT NULL, siret VARCHAR(14) NOT NULL,
  registry VARCHAR(80) NOT NULL, vat_number VARCHAR(20) NOT NULL,
  vat_regime VARCHAR(12) NOT NULL CHECK (vat_regime IN ('normal', 'franchise')),
  vat_on VARCHAR(12) NOT NULL CHECK (vat_on IN ('receipts', 'debits')),
  activity VARCHAR(12) NOT NULL CHECK (activity IN ('goods', 'services', 'mixed')),
  street VARCHAR(200) NOT NULL, postcode VARCHAR(12) NOT NULL, town VARCHAR(80) NOT NULL,
  country VARCHAR(2) NOT NULL, email VARCHAR(254) NOT NULL, phone VARCHAR(40) NOT NULL,
  website VARCHAR(200) NOT NULL, iban VARCHAR(34) NOT NULL, bic VARCHAR(11) NOT NULL,
  mediator VARCHAR(200) NOT NULL, logo_sha256 VARCHAR(64), colour VARCHAR(7) NOT NULL,
  terms_days SMALLINT NOT NULL CHECK (terms_days BETWEEN 0 AND 60), penalty_rate BIGINT,
  discount_terms TEXT NOT NULL, invoice_format VARCHAR(40) NOT NULL,
  credit_note_format VARCHAR(40) NOT NULL, smtp_url TEXT NOT NULL, mail_from VARCHAR(254) NOT NULL,
  send_from TIME, send_until TIME, updated_at AT NOT NULL, CHECK (id = 1));

CREATE TABLE legal_value (
  id ID, key VARCHAR(60) NOT NULL, number BIGINT, text_fr TEXT NOT NULL, text_en TEXT NOT NULL,
  valid_from DATE NOT NULL, valid_to DATE, source TEXT NOT NULL, is_verified BOOLEAN NOT NULL,
  CHECK (valid_to IS NULL OR valid_to >= valid_from));
CREATE UNIQUE INDEX legal_value_key ON legal_value (key, valid_from);

CREATE TABLE link (
  id ID, subject_kind VARCHAR(30) NOT NULL, subject_id BIGINT NOT NULL, nonce VARCHAR(32) NOT NULL,
  created_at AT NOT NULL, expires_on DATE, revoked_at AT);
CREATE UNIQUE INDEX link_subject ON link (subject_kind, subject_id) WHERE revoked_at IS NULL;

CREATE TABLE link_opening (
  id ID, link REF link (id), at AT NOT NULL, kind VARCHAR(12) NOT NULL,
  address VARCHAR(60) NOT NULL, agent TEXT NOT NULL);
CREATE INDEX link_opening_link ON link_opening (link);

CREATE TABLE client (
  id ID, kind VARCHAR(10) NOT NULL CHECK (kind IN ('company', 'consumer', 'public')),
  name VARCHAR(140) NOT NULL, search TEXT NOT NULL, siren VARCHAR(9) NOT NULL,
  siret VARCHAR(14) NOT NULL, vat_number VARCHAR(20) NOT NULL, email VARCHAR(254) NOT NULL,
  phone VARCHAR(40) NOT NULL, street VARCHAR(200) NOT NULL, postcode VARCHAR(12) NOT NULL,
  town VARCHAR(80) NOT NULL, country VARCHAR(2) NOT NULL, language VARCHAR(2) NOT NULL,
  terms_days SMALLINT, iban VARCHAR(34) NOT NULL, group_name VARCHAR(80) NOT NULL,
  notes TEXT NOT NULL, import_key VARCHAR(200), import_id BIGINT, created_at AT NOT NULL,
  archived_at AT);
CREATE UNIQUE INDEX client_import_key ON client (import_key) WHERE import_key IS NOT NULL;
CREATE INDEX client_name ON client (name);
CREATE INDEX client_siren ON client (siren);

CREATE TABLE contact (
  id ID, client REF client (id), name VARCHAR(120) NOT NULL,
  role VARCHAR(12) NOT NULL CHECK (role IN ('billing', 'chasing', 'site')),
  email VARCHAR(254) NOT NULL, phone VARCHAR(40) NOT NULL);
CREATE INDEX contact_client ON contact (client);
"""


async def forwards() -> MigrationManager:
    guards = insert_only("audit_entry") + insert_only("link_opening")
    return migration(ID, DESCRIPTION, TABLES, guards)
