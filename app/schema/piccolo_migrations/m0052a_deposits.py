"""Cheques taken to the bank together, on a numbered slip."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import migration, refuse_change

ID = "0052a-deposits"
VERSION = "1.38.0"
DESCRIPTION = "deposit slips of cheques"

TABLES = """
CREATE TABLE cheque_deposit (
  id ID, number BIGINT NOT NULL, deposited_on DATE NOT NULL, pieces BIGINT NOT NULL
    CHECK (pieces > 0), total BIGINT NOT NULL CHECK (total > 0), key VARCHAR(80) NOT NULL,
  cancelled_on DATE, recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX cheque_deposit_number ON cheque_deposit (number);
CREATE UNIQUE INDEX cheque_deposit_key ON cheque_deposit (key);

CREATE TABLE cheque_deposit_item (
  id ID, deposit REF cheque_deposit (id), receipt REF receipt (id), is_live BOOLEAN NOT NULL);
CREATE UNIQUE INDEX cheque_deposit_item_receipt ON cheque_deposit_item (receipt) WHERE is_live;
CREATE INDEX cheque_deposit_item_deposit ON cheque_deposit_item (deposit);
"""
GUARDS = (
    refuse_change("cheque_deposit", "DELETE", "TRUE", "a deposit slip stays")
    + refuse_change(
        "cheque_deposit",
        "UPDATE",
        "OLD.cancelled_on IS NOT NULL OR NEW.number <> OLD.number OR NEW.total <> OLD.total"
        " OR NEW.pieces <> OLD.pieces OR NEW.deposited_on <> OLD.deposited_on",
        "a deposit slip stays as it is",
    )
    + refuse_change("cheque_deposit_item", "DELETE", "TRUE", "a cheque stays on its slip")
    + refuse_change(
        "cheque_deposit_item",
        "UPDATE",
        "NOT OLD.is_live OR NEW.receipt <> OLD.receipt OR NEW.deposit <> OLD.deposit",
        "a cheque stays on its slip",
    )
)


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, GUARDS)
