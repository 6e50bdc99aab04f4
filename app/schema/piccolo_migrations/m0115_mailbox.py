"""The mailbox that is read; answers that came by e-mail.

Three CHECKs of answers change. On SQLite their text in the schema is replaced, as for refunds:
building the table anew would delete what refers to it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import insert_only, migration

ID = "0115-mailbox"
VERSION = "1.38.0"
DESCRIPTION = "the mailbox in which clients answer and letters come back"

TABLES = """
CREATE TABLE mailbox (
  id ID, host VARCHAR(250) NOT NULL, port INTEGER NOT NULL,
  security VARCHAR(8) NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
  user_name VARCHAR(254) NOT NULL, password TEXT NOT NULL, folder VARCHAR(120) NOT NULL,
  validity BIGINT, last_uid BIGINT NOT NULL CHECK (last_uid >= 0), since AT NOT NULL, read_at AT,
  error TEXT NOT NULL, updated_at AT NOT NULL, CHECK (id = 1));
CREATE TABLE mailbox_letter (
  id ID, key VARCHAR(64) NOT NULL,
  kind VARCHAR(6) NOT NULL CHECK (kind IN ('bounce', 'answer', 'auto')), client_id BIGINT,
  answer INTEGER REFERENCES client_answer (id), message BIGINT, read_at AT NOT NULL,
  CHECK ((kind = 'answer') = (answer IS NOT NULL)));
CREATE UNIQUE INDEX mailbox_letter_key ON mailbox_letter (key);
CREATE UNIQUE INDEX mailbox_letter_answer ON mailbox_letter (answer) WHERE answer IS NOT NULL;
CREATE INDEX message_message_id ON message (message_id);
"""
_KINDS = "kind IN ('promise', 'dispute', 'question', 'call'"
_ORIGINS = "origin IN ('page', 'hand'"
_ALONE = "invoice IS NOT NULL OR kind IN ('promise', 'call'"
_WIDER = (
    ("client_answer_kind_check", f"{_KINDS})", f"{_KINDS}, 'mail')"),
    ("client_answer_origin_check", f"{_ORIGINS})", f"{_ORIGINS}, 'mail')"),
    ("client_answer_check", f"{_ALONE})", f"{_ALONE}, 'mail')"),
)


def _widened(name: str, old: str, new: str) -> str:
    if is_postgres:
        return (
            f"ALTER TABLE client_answer DROP CONSTRAINT {name};\n"
            f"ALTER TABLE client_answer ADD CONSTRAINT {name} CHECK ({new});\n"
        )
    said, says = (each.replace("'", "''") for each in (old, new))
    return (
        f"UPDATE sqlite_master SET sql = replace(sql, '{said}', '{says}')"
        " WHERE name = 'client_answer';\n"
    )


_TEXTS = "".join(_widened(*each) for each in _WIDER)
WIDENED = (
    _TEXTS
    if is_postgres
    else f"PRAGMA writable_schema = ON;\n{_TEXTS}PRAGMA writable_schema = RESET;\n"
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, WIDENED, insert_only("mailbox_letter"))
