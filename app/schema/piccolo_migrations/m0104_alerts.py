"""Alerts, once each; who is told by e-mail, and of what; how much a client may owe."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0104-alerts"
VERSION = "1.38.0"
DESCRIPTION = "alerts, who is told of them by e-mail, and what a client may owe at most"

TABLES = """
CREATE TABLE alert (
  id ID, kind VARCHAR(8) NOT NULL CHECK (kind IN ('returned', 'promise', 'grade', 'limit', 'index',
  'mandate', 'quote', 'renewal', 'claim')),
  subject VARCHAR(120) NOT NULL, client_id BIGINT, client VARCHAR(200) NOT NULL,
  said TEXT NOT NULL, href VARCHAR(200) NOT NULL, raised_at AT NOT NULL,
  over_at AT, seen_at AT, seen_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX alert_once ON alert (kind, subject);
CREATE INDEX alert_stands ON alert (raised_at) WHERE over_at IS NULL;
CREATE TABLE alert_told (
  id ID, alert REF alert (id), user_id BIGINT NOT NULL, message_id BIGINT, told_at AT NOT NULL);
CREATE UNIQUE INDEX alert_told_once ON alert_told (alert, user_id);
CREATE TABLE alert_choice (
  id ID, user_id BIGINT NOT NULL, rhythm VARCHAR(6) NOT NULL
  CHECK (rhythm IN ('never', 'daily', 'weekly')), updated_at AT NOT NULL);
CREATE UNIQUE INDEX alert_choice_one ON alert_choice (user_id);
CREATE TABLE client_limit (
  id ID, client REF client (id), cents BIGINT NOT NULL CHECK (cents > 0),
  updated_at AT NOT NULL, updated_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX client_limit_one ON client_limit (client);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
