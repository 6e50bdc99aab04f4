"""What clients answer: promises, disputes, questions, calls; each with its proof."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0093-answers"
VERSION = "1.38.0"
DESCRIPTION = "what clients answer, promise and dispute, and what was done about it"

TABLES = """
CREATE TABLE client_answer (
  id ID, client REF client (id), invoice INTEGER REFERENCES invoice (id),
  kind VARCHAR(8) NOT NULL CHECK (kind IN ('promise', 'dispute', 'question', 'call')),
  origin VARCHAR(4) NOT NULL CHECK (origin IN ('page', 'hand')),
  name VARCHAR(120) NOT NULL, text TEXT NOT NULL, amount BIGINT CHECK (amount > 0), day DATE,
  reason VARCHAR(9) NOT NULL, key VARCHAR(120) NOT NULL, address VARCHAR(60) NOT NULL,
  agent TEXT NOT NULL, evidence_sha256 VARCHAR(64) NOT NULL, said_on DATE NOT NULL,
  said_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK (invoice IS NOT NULL OR kind IN ('promise', 'call')));
CREATE UNIQUE INDEX client_answer_key ON client_answer (key);
CREATE INDEX client_answer_client ON client_answer (client, id);
CREATE INDEX client_answer_invoice ON client_answer (invoice, id);

CREATE TABLE answer_step (
  id ID, answer REF client_answer (id),
  kind VARCHAR(6) NOT NULL CHECK (kind IN ('reply', 'note', 'closed')), text TEXT NOT NULL,
  message_id BIGINT, key VARCHAR(120) NOT NULL, done_at AT NOT NULL, done_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX answer_step_key ON answer_step (key);
CREATE UNIQUE INDEX answer_step_closed ON answer_step (answer) WHERE kind = 'closed';
CREATE INDEX answer_step_answer ON answer_step (answer, id);

CREATE TABLE promise (
  id ID, answer REF client_answer (id), client REF client (id),
  amount BIGINT NOT NULL CHECK (amount > 0), promised_for DATE NOT NULL,
  holds_until DATE NOT NULL CHECK (holds_until >= promised_for),
  noted VARCHAR(9) NOT NULL CHECK (noted IN ('running', 'kept', 'broken', 'moot', 'withdrawn')));
CREATE UNIQUE INDEX promise_answer ON promise (answer);
CREATE INDEX promise_noted ON promise (noted);

CREATE TABLE promise_item (
  id ID, promise REF promise (id), invoice REF invoice (id),
  open BIGINT NOT NULL CHECK (open > 0), after_allocation BIGINT NOT NULL);
CREATE UNIQUE INDEX promise_item_once ON promise_item (promise, invoice);
CREATE INDEX promise_item_invoice ON promise_item (invoice);

CREATE TABLE dispute (
  id ID, answer REF client_answer (id), client REF client (id), invoice REF invoice (id),
  amount BIGINT NOT NULL CHECK (amount > 0), reason VARCHAR(9) NOT NULL, opened_on DATE NOT NULL,
  outcome VARCHAR(9) NOT NULL CHECK (outcome IN ('open', 'accepted', 'rejected', 'withdrawn')),
  credit_note INTEGER REFERENCES invoice (id), note TEXT NOT NULL, closed_on DATE, closed_at AT,
  closed_by VARCHAR(254) NOT NULL,
  CHECK ((outcome = 'open') = (closed_at IS NULL)),
  CHECK ((outcome = 'open') = (closed_on IS NULL)),
  CHECK (credit_note IS NULL OR outcome = 'accepted'));
CREATE UNIQUE INDEX dispute_answer ON dispute (answer);
CREATE UNIQUE INDEX dispute_open ON dispute (invoice) WHERE outcome = 'open';
CREATE INDEX dispute_invoice ON dispute (invoice);
"""

GUARDS = (
    "".join(map(insert_only, ("client_answer", "answer_step", "promise_item")))
    + refuse_change("promise", "DELETE", "TRUE", "a promise is never deleted")
    + refuse_change(
        "promise",
        "UPDATE",
        "NEW.amount <> OLD.amount OR NEW.promised_for <> OLD.promised_for"
        " OR OLD.noted = 'withdrawn'",
        "what was promised never changes",
    )
    + refuse_change("dispute", "DELETE", "TRUE", "a dispute is never deleted")
    + refuse_change(
        "dispute",
        "UPDATE",
        "OLD.outcome <> 'open' OR NEW.amount <> OLD.amount",
        "a closed dispute never changes",
    )
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
