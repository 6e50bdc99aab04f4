"""Write-offs of what is left of invoices, small differences, and the settings of both.

Two CHECKs change. On SQLite their text in the schema is replaced, as for refunds: building the
tables anew would delete what refers to them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import insert_only, migration

ID = "0052-write-offs"
VERSION = "1.38.0"
DESCRIPTION = "write-offs and small differences"

TABLES = """
CREATE TABLE write_off (
  id ID, client REF client (id), invoice REF invoice (id),
  kind VARCHAR(12) NOT NULL CHECK (kind IN ('difference', 'loss')),
  amount BIGINT NOT NULL, vat BIGINT NOT NULL, reason VARCHAR(12) NOT NULL, note TEXT NOT NULL,
  counts_on DATE NOT NULL, key VARCHAR(80) NOT NULL, reverses BIGINT, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL,
  CHECK (amount <> 0 AND (amount < 0) = (reverses IS NOT NULL)));
CREATE UNIQUE INDEX write_off_key ON write_off (key);
CREATE UNIQUE INDEX write_off_reverses ON write_off (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX write_off_invoice ON write_off (invoice);
ALTER TABLE business ADD COLUMN difference_limit BIGINT NOT NULL DEFAULT 100;
ALTER TABLE business ADD COLUMN write_off_limit BIGINT NOT NULL DEFAULT 2000;
"""
_SOURCES = "'receipt', 'credit_note', 'opening'"
_METHODS = "'transfer', 'card', 'cash', 'cheque', 'debit', 'opening'"
_WIDER = (
    ("allocation", "source_kind", _SOURCES, f"{_SOURCES}, 'difference', 'loss'"),
    ("receipt", "method", _METHODS, f"{_METHODS}, 'difference'"),
)


def _widened(table: str, column: str, old: str, new: str) -> str:
    if is_postgres:
        return (
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_check;\n"
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_check"
            f" CHECK ({column} IN ({new}));\n"
        )
    said, says = (f"{column} IN ({each})".replace("'", "''") for each in (old, new))
    return (
        f"UPDATE sqlite_master SET sql = replace(sql, '{said}', '{says}') WHERE name = '{table}';\n"
    )


_TEXTS = "".join(_widened(*each) for each in _WIDER)
WIDENED = (
    _TEXTS
    if is_postgres
    else f"PRAGMA writable_schema = ON;\n{_TEXTS}PRAGMA writable_schema = RESET;\n"
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, WIDENED, insert_only("write_off"))
