"""Plans of payments on issued invoices: asked for by clients, granted by the business.

The CHECK of the kinds of answers is widened; on SQLite its text in the schema is replaced, as for
answers by e-mail.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.adapters.database import is_postgres
from app.schema.ddl import insert_only, migration, refuse_change

ID = "0130-payment-plans"
VERSION = "1.38.0"
DESCRIPTION = "plans of payments asked for and granted, and what clients may ask for"

TABLES = """
ALTER TABLE business ADD COLUMN plan_most INTEGER NOT NULL DEFAULT 0;
ALTER TABLE business ADD COLUMN plan_least BIGINT NOT NULL DEFAULT 0;

CREATE TABLE payment_plan (
  id ID, answer REF client_answer (id), client REF client (id), invoice REF invoice (id),
  noted VARCHAR(9) NOT NULL CHECK (noted IN ('asked', 'declined', 'running', 'kept', 'broken',
    'moot', 'withdrawn')),
  open BIGINT CHECK (open > 0), after_allocation BIGINT NOT NULL,
  patience INTEGER NOT NULL CHECK (patience BETWEEN 0 AND 30), reason TEXT NOT NULL,
  key VARCHAR(120), granted_on DATE, decided_at AT, decided_by VARCHAR(254) NOT NULL,
  CHECK ((granted_on IS NULL) = (open IS NULL)),
  CHECK (granted_on IS NOT NULL OR noted IN ('asked', 'declined', 'moot', 'withdrawn')),
  CHECK (granted_on IS NULL OR noted NOT IN ('asked', 'declined')));
CREATE UNIQUE INDEX payment_plan_answer ON payment_plan (answer);
CREATE UNIQUE INDEX payment_plan_key ON payment_plan (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX payment_plan_asked ON payment_plan (invoice) WHERE noted = 'asked';
CREATE UNIQUE INDEX payment_plan_granted ON payment_plan (invoice)
  WHERE granted_on IS NOT NULL AND noted <> 'withdrawn';
CREATE INDEX payment_plan_invoice ON payment_plan (invoice);
CREATE INDEX payment_plan_noted ON payment_plan (noted);

CREATE TABLE payment_plan_part (
  id ID, plan REF payment_plan (id), is_granted BOOLEAN NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0), amount BIGINT NOT NULL CHECK (amount > 0),
  due_on DATE NOT NULL, holds_until DATE NOT NULL CHECK (holds_until >= due_on));
CREATE UNIQUE INDEX payment_plan_part_once ON payment_plan_part (plan, is_granted, position);
"""

GUARDS = (
    insert_only("payment_plan_part")
    + refuse_change("payment_plan", "DELETE", "TRUE", "a plan of payments is never deleted")
    + refuse_change(
        "payment_plan",
        "UPDATE",
        "OLD.granted_on IS NOT NULL AND (NEW.granted_on IS NULL OR NEW.open <> OLD.open)"
        " OR NEW.invoice <> OLD.invoice OR OLD.noted IN ('withdrawn', 'declined')",
        "what was granted never changes",
    )
)

_OLD = "kind IN ('promise', 'dispute', 'question', 'call', 'mail')"
_NEW = "kind IN ('promise', 'dispute', 'question', 'call', 'mail', 'plan')"


def _widened() -> str:
    if is_postgres:
        return (
            "ALTER TABLE client_answer DROP CONSTRAINT client_answer_kind_check;\n"
            f"ALTER TABLE client_answer ADD CONSTRAINT client_answer_kind_check CHECK ({_NEW});\n"
        )
    old, new = (each.replace("'", "''") for each in (_OLD, _NEW))
    return (
        "PRAGMA writable_schema = ON;\n"
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}')"
        " WHERE name = 'client_answer';\nPRAGMA writable_schema = RESET;\n"
    )


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS, _widened())
