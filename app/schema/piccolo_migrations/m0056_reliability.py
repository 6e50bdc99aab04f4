"""How the scores change, and how good they were; all are worked out anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0056-reliability"
VERSION = "1.38.0"
DESCRIPTION = "how scores change, how good they were"

TABLES = """
ALTER TABLE score ADD COLUMN most_delay BIGINT;
DELETE FROM score;
UPDATE risk_watermark SET allocation_id = 0, invoice_id = 0;

CREATE TABLE score_change (
  id ID, client REF client (id), day DATE NOT NULL, outcomes BIGINT NOT NULL, p_late BIGINT,
  grade VARCHAR(1), recorded_at AT NOT NULL, CHECK ((p_late IS NULL) = (grade IS NULL)));
CREATE UNIQUE INDEX score_change_day ON score_change (client, day);

CREATE TABLE score_judgement (
  id ID, day DATE NOT NULL, judged BIGINT NOT NULL, result TEXT NOT NULL, laws TEXT NOT NULL,
  recorded_at AT NOT NULL);
CREATE UNIQUE INDEX score_judgement_day ON score_judgement (day);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES)
