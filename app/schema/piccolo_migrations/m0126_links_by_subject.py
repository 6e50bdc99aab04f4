"""The links of a subject, revoked ones too: their openings stand on the client's timeline."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0126-links-by-subject"
VERSION = "1.38.0"
DESCRIPTION = "an index of links by subject"

INDEX = "CREATE INDEX link_of_subject ON link (subject_kind, subject_id);\n"


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEX)
