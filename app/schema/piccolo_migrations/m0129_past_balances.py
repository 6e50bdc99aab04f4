"""An index by which the board of a past day sees that a document is younger, without reading it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration

ID = "0129-past-balances"
VERSION = "1.38.0"
DESCRIPTION = "a balance by its instalment and day of issue"

INDEXES = """
CREATE INDEX balance_past ON balance (instalment, issued_on);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, INDEXES)
