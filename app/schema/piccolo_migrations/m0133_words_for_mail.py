"""Somebody's word that the client wrote an e-mail of which that is not proven, and its withdrawal.

The CHECK of steps' kinds changes: on SQLite its text in the schema is replaced, as for contacts.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import migration

ID = "0133-words-for-mail"
VERSION = "1.38.0"
DESCRIPTION = "somebody's word for who wrote an e-mail"

_OLD = "kind IN ('reply', 'note', 'closed'"
_NEW = f"{_OLD}, 'theirs', 'doubt')"
_QUOTED = [each.replace("'", "''") for each in (f"{_OLD})", _NEW)]
WIDENED = (
    "ALTER TABLE answer_step DROP CONSTRAINT answer_step_kind_check;\n"
    f"ALTER TABLE answer_step ADD CONSTRAINT answer_step_kind_check CHECK ({_NEW});\n"
    if is_postgres
    else "PRAGMA writable_schema = ON;\n"
    f"UPDATE sqlite_master SET sql = replace(sql, '{_QUOTED[0]}', '{_QUOTED[1]}')"
    " WHERE name = 'answer_step';\nPRAGMA writable_schema = RESET;\n"
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, WIDENED)
