"""The plans that came with the product took their ids by hand: on PostgreSQL the next one made
would take the first of them again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import migration

ID = "0116-plan-sequence"
VERSION = "1.38.0"
DESCRIPTION = "the next plan takes an id of its own"

ONWARD = "SELECT setval(pg_get_serial_sequence('plan', 'id'), (SELECT MAX(id) FROM plan));\n"


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, ONWARD if is_postgres else "")
