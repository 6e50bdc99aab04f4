"""What each run of the integrity checks found."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0012-integrity"
VERSION = "1.38.0"
DESCRIPTION = "what each run of the integrity checks found"

TABLES = """
CREATE TABLE integrity_run (
  id ID, ran_at AT NOT NULL, ran_by VARCHAR(254) NOT NULL, findings BIGINT NOT NULL,
  not_checked BIGINT NOT NULL, checks TEXT NOT NULL);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("integrity_run"))
