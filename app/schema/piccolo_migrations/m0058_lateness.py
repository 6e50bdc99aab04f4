"""Interest and indemnities invoiced or waived; penalties at three times the legal interest."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration

ID = "0058-lateness"
VERSION = "1.38.0"
DESCRIPTION = "interest and indemnities of late invoices, and the rule that they go by"

TERMS = """
ALTER TABLE business ADD COLUMN penalty_basis VARCHAR(5) NOT NULL DEFAULT 'law'
  CHECK (penalty_basis IN ('law', 'legal'));
"""
CLAIMS = """
CREATE TABLE late_claim (
  id ID, client REF client (id), invoice_id BIGINT NOT NULL,
  decision VARCHAR(8) NOT NULL CHECK (decision IN ('invoiced', 'waived')),
  interest BIGINT NOT NULL CHECK (interest >= 0), indemnity BIGINT NOT NULL CHECK (indemnity >= 0),
  until_on DATE NOT NULL, document BIGINT, reason TEXT NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL, undone_at AT,
  CHECK ((decision = 'invoiced') = (document IS NOT NULL)));
CREATE INDEX late_claim_invoice ON late_claim (invoice_id);
CREATE INDEX late_claim_client ON late_claim (client);
CREATE UNIQUE INDEX late_claim_day ON late_claim (invoice_id, until_on) WHERE undone_at IS NULL;
"""


FORMULA_FR = (
    "En cas de retard de paiement, des pénalités au taux de trois fois le taux d’intérêt légal "
    "sont exigibles dès le lendemain de la date d’échéance, sans qu’un rappel soit nécessaire."
)
FORMULA_EN = (
    "Late payment is subject to penalties at three times the French legal interest rate, payable "
    "from the day after the due date, without any reminder being necessary."
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, TERMS, CLAIMS)
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    await LegalValue.raw(
        "INSERT INTO legal_value"
        " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
        "mention.penalty_formula_legal",
        date(2013, 1, 1),
        None,
        None,
        FORMULA_FR,
        FORMULA_EN,
        "C. com. L441-9 et L441-10",
        True,
    )
