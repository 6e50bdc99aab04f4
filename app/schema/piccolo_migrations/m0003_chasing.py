"""Imports, scores, reminders, counter sales, heartbeats."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0003-chasing"
VERSION = "1.38.0"
DESCRIPTION = "imports, scores, reminders, counter sales, heartbeats"

TABLES = """
CREATE TABLE import_run (
  id ID, kind VARCHAR(12) NOT NULL, filename VARCHAR(200) NOT NULL, sha256 VARCHAR(64) NOT NULL,
  read BIGINT NOT NULL, added BIGINT NOT NULL, unchanged BIGINT NOT NULL, refused BIGINT NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);

CREATE TABLE score (
  id ID, client REF client (id), day DATE NOT NULL, outcomes BIGINT NOT NULL, p_late BIGINT,
  low BIGINT, high BIGINT, expected_delay BIGINT, grade VARCHAR(1), reasons TEXT NOT NULL,
  computed_at AT NOT NULL, CHECK ((p_late IS NULL) = (grade IS NULL)));
CREATE UNIQUE INDEX score_client ON score (client);

CREATE TABLE risk_watermark (id ID, allocation_id BIGINT NOT NULL, invoice_id BIGINT NOT NULL);
INSERT INTO risk_watermark (id, allocation_id, invoice_id) VALUES (1, 0, 0);

CREATE TABLE plan_step (
  id ID, position SMALLINT NOT NULL, days SMALLINT NOT NULL, tone VARCHAR(12) NOT NULL,
  name_fr VARCHAR(80) NOT NULL, name_en VARCHAR(80) NOT NULL, subject_fr TEXT NOT NULL,
  subject_en TEXT NOT NULL, body_fr TEXT NOT NULL, body_en TEXT NOT NULL,
  is_automatic BOOLEAN NOT NULL, claims_indemnity BOOLEAN NOT NULL);
CREATE UNIQUE INDEX plan_step_days ON plan_step (days);

CREATE TABLE reminder (
  id ID, client REF client (id), step REF plan_step (id), proposed_on DATE NOT NULL,
  state VARCHAR(10) NOT NULL
    CHECK (state IN ('proposed', 'approved', 'sent', 'dropped')),
  language VARCHAR(2) NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, amount BIGINT NOT NULL,
  why TEXT NOT NULL, message_id BIGINT, decided_at AT, decided_by VARCHAR(254) NOT NULL,
  sent_at AT, created_at AT NOT NULL);
CREATE UNIQUE INDEX reminder_open ON reminder (client) WHERE state IN ('proposed', 'approved');
CREATE INDEX reminder_client ON reminder (client);

CREATE TABLE reminder_item (
  id ID, reminder REF reminder (id), step REF plan_step (id), instalment_id BIGINT NOT NULL,
  invoice_id BIGINT NOT NULL, open BIGINT NOT NULL, is_active BOOLEAN NOT NULL);
CREATE UNIQUE INDEX reminder_item_step ON reminder_item (instalment_id, step) WHERE is_active;
CREATE INDEX reminder_item_reminder ON reminder_item (reminder);

CREATE TABLE reminder_hold (
  id ID, client REF client (id), day DATE NOT NULL, code VARCHAR(40) NOT NULL,
  message TEXT NOT NULL, facts TEXT NOT NULL);
CREATE UNIQUE INDEX reminder_hold_day ON reminder_hold (client, day, code);

CREATE TABLE reminder_pause (
  id ID, client REF client (id), invoice_id BIGINT, until_on DATE, reason TEXT NOT NULL,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL, lifted_at AT);
CREATE INDEX reminder_pause_client ON reminder_pause (client);

CREATE TABLE sale (
  id ID, key VARCHAR(80) NOT NULL, invoice_id BIGINT NOT NULL, receipt_id BIGINT,
  method VARCHAR(10) NOT NULL, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX sale_key ON sale (key);

CREATE TABLE heartbeat (
  id ID, name VARCHAR(60) NOT NULL, ran_at AT, failed_at AT, error TEXT NOT NULL);
CREATE UNIQUE INDEX heartbeat_name ON heartbeat (name);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("sale"))
