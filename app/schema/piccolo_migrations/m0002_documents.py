"""Ledger, chain, outbox, invoices, contracts, payments; the triggers that keep issued rows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration, refuse_change

ID = "0002-documents"
VERSION = "1.38.0"
DESCRIPTION = "ledger, chain, outbox, invoices, contracts, payments"

LEDGER = """
CREATE TABLE entry (
  id ID, journal VARCHAR(4) NOT NULL, day DATE NOT NULL, piece VARCHAR(60) NOT NULL,
  label VARCHAR(200) NOT NULL, subject VARCHAR(60) NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX entry_subject ON entry (subject);
CREATE INDEX entry_day ON entry (day);

CREATE TABLE entry_line (
  id ID, entry REF entry (id), account VARCHAR(10) NOT NULL, client_id BIGINT,
  debit BIGINT NOT NULL, credit BIGINT NOT NULL,
  CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)));
CREATE INDEX entry_line_entry ON entry_line (entry);
CREATE INDEX entry_line_account ON entry_line (account, client_id);

CREATE TABLE chain_head (id ID, n BIGINT NOT NULL, hash VARCHAR(64) NOT NULL);
INSERT INTO chain_head (id, n, hash)
  VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE chain_link (
  id ID, n BIGINT NOT NULL, subject_kind VARCHAR(30) NOT NULL, subject_id BIGINT NOT NULL,
  payload TEXT NOT NULL, previous VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL,
  recorded_at AT NOT NULL);
CREATE UNIQUE INDEX chain_link_n ON chain_link (n);
CREATE UNIQUE INDEX chain_link_subject ON chain_link (subject_kind, subject_id);
"""

OUTBOX = """
CREATE TABLE message (
  id ID, subject_key VARCHAR(120) NOT NULL, cause_kind VARCHAR(30) NOT NULL,
  cause_id BIGINT NOT NULL, client_id BIGINT, state VARCHAR(12) NOT NULL
    CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
  to_address VARCHAR(254) NOT NULL, cc_address VARCHAR(254) NOT NULL,
  subject VARCHAR(250) NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
  message_id VARCHAR(250) NOT NULL, not_before AT NOT NULL, attempts SMALLINT NOT NULL,
  next_try_at AT NOT NULL, claimed_at AT, sent_at AT, error TEXT NOT NULL,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX message_subject ON message (subject_key);
CREATE INDEX message_state ON message (state, next_try_at);
CREATE INDEX message_client ON message (client_id);
CREATE INDEX message_cause ON message (cause_kind, cause_id);

CREATE TABLE message_attachment (
  id ID, message REF message (id), subject_kind VARCHAR(30) NOT NULL, subject_id BIGINT NOT NULL,
  filename VARCHAR(120) NOT NULL, media_type VARCHAR(80) NOT NULL, sha256 VARCHAR(64));
CREATE INDEX message_attachment_message ON message_attachment (message);
CREATE INDEX message_attachment_subject ON message_attachment (subject_kind, subject_id);
"""

INVOICES = """
CREATE TABLE invoice (
  id ID, origin VARCHAR(8) NOT NULL CHECK (origin IN ('own', 'opening')),
  kind VARCHAR(12) NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  state VARCHAR(8) NOT NULL CHECK (state IN ('draft', 'issued')),
  client REF client (id), number VARCHAR(60), source VARCHAR(80), credits BIGINT, issued_on DATE,
  due_on DATE, service_from DATE, service_to DATE, terms_days SMALLINT,
  order_number VARCHAR(80) NOT NULL, language VARCHAR(2) NOT NULL, note TEXT NOT NULL,
  net BIGINT NOT NULL, vat BIGINT NOT NULL, total BIGINT NOT NULL, seller TEXT NOT NULL,
  buyer TEXT NOT NULL, mentions TEXT NOT NULL, disputed VARCHAR(3) NOT NULL,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL, recorded_at AT,
  recorded_by VARCHAR(254) NOT NULL, import_id BIGINT, withdrawn_at AT,
  CHECK (net + vat = total),
  CHECK ((state = 'draft') = (number IS NULL)),
  CHECK (state = 'draft' OR issued_on IS NOT NULL),
  CHECK (state = 'draft' OR (due_on IS NOT NULL AND recorded_at IS NOT NULL)));
CREATE UNIQUE INDEX invoice_number ON invoice (number) WHERE origin = 'own' AND number IS NOT NULL;
CREATE UNIQUE INDEX invoice_opening ON invoice (client, number)
  WHERE origin = 'opening' AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX invoice_source ON invoice (source) WHERE source IS NOT NULL;
CREATE UNIQUE INDEX invoice_credits ON invoice (credits) WHERE credits IS NOT NULL;
CREATE INDEX invoice_client ON invoice (client);
CREATE INDEX invoice_issued_on ON invoice (issued_on);
CREATE INDEX invoice_state ON invoice (state);

CREATE TABLE invoice_line (
  id ID, invoice REF invoice (id), position SMALLINT NOT NULL, label TEXT NOT NULL,
  detail TEXT NOT NULL, quantity BIGINT NOT NULL, unit VARCHAR(20) NOT NULL,
  unit_price BIGINT NOT NULL, discount BIGINT NOT NULL, vat_rate BIGINT NOT NULL,
  vat_category VARCHAR(2) NOT NULL, net BIGINT NOT NULL);
CREATE INDEX invoice_line_invoice ON invoice_line (invoice);

CREATE TABLE invoice_vat (
  id ID, invoice REF invoice (id), category VARCHAR(2) NOT NULL, rate BIGINT NOT NULL,
  base BIGINT NOT NULL, vat BIGINT NOT NULL);
CREATE UNIQUE INDEX invoice_vat_rate ON invoice_vat (invoice, category, rate);

CREATE TABLE instalment (
  id ID, invoice REF invoice (id), position SMALLINT NOT NULL, due_on DATE NOT NULL,
  amount BIGINT NOT NULL);
CREATE UNIQUE INDEX instalment_position ON instalment (invoice, position);

CREATE TABLE balance (
  id ID, instalment REF instalment (id), invoice_id BIGINT NOT NULL, client_id BIGINT NOT NULL,
  issued_on DATE NOT NULL, due_on DATE NOT NULL, open BIGINT NOT NULL, settled_on DATE,
  CHECK ((open = 0) = (settled_on IS NOT NULL)));
CREATE UNIQUE INDEX balance_instalment ON balance (instalment);
CREATE INDEX balance_open ON balance (client_id) WHERE open <> 0;
CREATE INDEX balance_due ON balance (due_on) WHERE open <> 0;
CREATE INDEX balance_invoice ON balance (invoice_id);

CREATE TABLE allocation (
  id ID, instalment REF instalment (id), source_kind VARCHAR(12) NOT NULL
    CHECK (source_kind IN ('receipt', 'credit_note', 'opening')),
  source_id BIGINT NOT NULL, amount BIGINT NOT NULL CHECK (amount <> 0), paid_on DATE NOT NULL,
  counts_on DATE NOT NULL, reverses BIGINT, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX allocation_reverses ON allocation (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX allocation_instalment ON allocation (instalment);
CREATE INDEX allocation_source ON allocation (source_kind, source_id);
CREATE INDEX allocation_counts_on ON allocation (counts_on);

CREATE TABLE series_counter (
  id ID, series VARCHAR(20) NOT NULL, year SMALLINT NOT NULL, n BIGINT NOT NULL,
  last_issued_on DATE);
CREATE UNIQUE INDEX series_counter_series ON series_counter (series, year);

CREATE TABLE document (
  id ID, invoice REF invoice (id), kind VARCHAR(8) NOT NULL, sha256 VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL, created_at AT NOT NULL);
CREATE UNIQUE INDEX document_invoice ON document (invoice, kind);

CREATE TABLE rendering (
  id ID, invoice REF invoice (id), requested_at AT NOT NULL, next_try_at AT NOT NULL,
  attempts SMALLINT NOT NULL, error TEXT NOT NULL, done_at AT);
CREATE UNIQUE INDEX rendering_invoice ON rendering (invoice);
CREATE INDEX rendering_owed ON rendering (next_try_at) WHERE done_at IS NULL;
"""

CONTRACTS_AND_PAYMENTS = """
CREATE TABLE contract (
  id ID, client REF client (id), reference VARCHAR(60) NOT NULL, label VARCHAR(200) NOT NULL,
  search TEXT NOT NULL, frequency VARCHAR(12) NOT NULL,
  billing VARCHAR(8) NOT NULL CHECK (billing IN ('advance', 'arrears')),
  anchor_day SMALLINT NOT NULL CHECK (anchor_day BETWEEN 1 AND 31), start_on DATE NOT NULL,
  end_on DATE, max_entries SMALLINT,
  mode VARCHAR(8) NOT NULL CHECK (mode IN ('draft', 'issue', 'send')), terms_days SMALLINT,
  order_number VARCHAR(80) NOT NULL, notes TEXT NOT NULL, import_id BIGINT,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL,
  CHECK (end_on IS NULL OR end_on >= start_on));
CREATE UNIQUE INDEX contract_reference ON contract (reference);
CREATE INDEX contract_client ON contract (client);

CREATE TABLE contract_line (
  id ID, contract REF contract (id), position SMALLINT NOT NULL, label TEXT NOT NULL,
  quantity BIGINT NOT NULL, unit VARCHAR(20) NOT NULL, unit_price BIGINT NOT NULL,
  discount BIGINT NOT NULL, vat_rate BIGINT NOT NULL, vat_category VARCHAR(2) NOT NULL);
CREATE INDEX contract_line_contract ON contract_line (contract);

CREATE TABLE contract_pause (
  id ID, contract REF contract (id), from_on DATE NOT NULL, until_on DATE, reason TEXT NOT NULL,
  created_at AT NOT NULL, created_by VARCHAR(254) NOT NULL);
CREATE INDEX contract_pause_contract ON contract_pause (contract);

CREATE TABLE schedule_entry (
  id ID, contract REF contract (id), n SMALLINT NOT NULL, period_from DATE NOT NULL,
  period_to DATE NOT NULL, planned_on DATE NOT NULL, bill_on DATE NOT NULL, days SMALLINT NOT NULL,
  full_days SMALLINT NOT NULL,
  state VARCHAR(8) NOT NULL CHECK (state IN ('planned', 'paused', 'skipped', 'billed')),
  net BIGINT, comment TEXT NOT NULL, alert_on DATE, invoice_id BIGINT, refusal TEXT NOT NULL,
  CHECK ((state = 'billed') = (invoice_id IS NOT NULL)));
CREATE UNIQUE INDEX schedule_entry_n ON schedule_entry (contract, n);
CREATE UNIQUE INDEX schedule_entry_period ON schedule_entry (contract, period_from);
CREATE INDEX schedule_entry_bill_on ON schedule_entry (bill_on, state);
CREATE UNIQUE INDEX schedule_entry_invoice ON schedule_entry (invoice_id)
  WHERE invoice_id IS NOT NULL;

CREATE TABLE receipt (
  id ID, client REF client (id),
  method VARCHAR(10) NOT NULL
    CHECK (method IN ('transfer', 'card', 'cash', 'cheque', 'debit', 'opening')),
  amount BIGINT NOT NULL CHECK (amount <> 0), received_on DATE NOT NULL,
  reference VARCHAR(140) NOT NULL, note TEXT NOT NULL, key VARCHAR(80) NOT NULL, reverses BIGINT,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL,
  CHECK ((amount < 0) = (reverses IS NOT NULL)));
CREATE UNIQUE INDEX receipt_key ON receipt (key);
CREATE UNIQUE INDEX receipt_reverses ON receipt (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX receipt_client ON receipt (client);
CREATE INDEX receipt_received_on ON receipt (received_on);

CREATE TABLE receipt_balance (
  id ID, receipt REF receipt (id), client_id BIGINT NOT NULL, received_on DATE NOT NULL,
  open BIGINT NOT NULL);
CREATE UNIQUE INDEX receipt_balance_receipt ON receipt_balance (receipt);
CREATE INDEX receipt_balance_open ON receipt_balance (client_id) WHERE open <> 0;
"""

_KEPT = ("id", "origin", "kind", "state", "client", "number", "issued_on", "due_on", "total")
_SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in _KEPT)
_WITHDRAWN = (
    "(OLD.origin = 'opening' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL "
    f"AND {_SAME})"
)


def _of_issued(table: str) -> str:
    """Rows of an issued invoice: none changed, none added, none moved."""
    message = f"an issued invoice never changes ({table})"

    def issued(row: str) -> str:
        return f"(SELECT state FROM invoice WHERE id = {row}.invoice) = 'issued'"

    return (
        refuse_change(table, "UPDATE", f"{issued('OLD')} OR {issued('NEW')}", message)
        + refuse_change(table, "DELETE", issued("OLD"), message)
        + refuse_change(table, "INSERT", issued("NEW"), message)
    )


def guards() -> str:
    """The triggers of promise 3: issued is immutable, ledger and chain are insert-only."""
    message = "an issued invoice never changes"
    return (
        refuse_change("invoice", "UPDATE", f"OLD.state = 'issued' AND NOT {_WITHDRAWN}", message)
        + refuse_change("invoice", "DELETE", "OLD.state = 'issued'", message)
        + _of_issued("invoice_line")
        + _of_issued("invoice_vat")
        + "".join(
            insert_only(table)
            for table in (
                "entry",
                "entry_line",
                "chain_link",
                "instalment",
                "allocation",
                "document",
                "receipt",
            )
        )
    )


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, LEDGER, OUTBOX, INVOICES, CONTRACTS_AND_PAYMENTS, guards())
