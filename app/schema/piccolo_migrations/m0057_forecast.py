"""What goes out, scenarios, the cash forecast and the record of its errors."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0057-forecast"
VERSION = "1.38.0"
DESCRIPTION = "outflows, scenarios, the cash forecast and earlier ones to be judged"

TABLES = """
CREATE TABLE outflow (
  id ID, kind VARCHAR(14) NOT NULL, label VARCHAR(80) NOT NULL DEFAULT '',
  amount BIGINT NOT NULL CHECK (amount > 0), first_on DATE NOT NULL,
  months SMALLINT NOT NULL CHECK (months >= 0), until_on DATE,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE TABLE scenario (
  id ID, twist VARCHAR(8) NOT NULL, label VARCHAR(80) NOT NULL DEFAULT '', client_id BIGINT,
  days SMALLINT NOT NULL DEFAULT 0, amount BIGINT NOT NULL DEFAULT 0, day DATE,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE TABLE forecast (
  id ID, scenario_id BIGINT NOT NULL, made_on DATE NOT NULL, bank BIGINT, bank_on DATE,
  since BIGINT NOT NULL DEFAULT 0, weeks TEXT NOT NULL, made_at AT NOT NULL);
CREATE UNIQUE INDEX forecast_scenario ON forecast (scenario_id);
CREATE TABLE forecast_week (
  id ID, made_on DATE NOT NULL, ends_on DATE NOT NULL, low BIGINT NOT NULL, mid BIGINT NOT NULL,
  high BIGINT NOT NULL, actual BIGINT, made_at AT NOT NULL,
  CHECK (low <= mid AND mid <= high AND ends_on > made_on));
CREATE UNIQUE INDEX forecast_week_days ON forecast_week (made_on, ends_on);
CREATE INDEX forecast_week_due ON forecast_week (ends_on) WHERE actual IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
