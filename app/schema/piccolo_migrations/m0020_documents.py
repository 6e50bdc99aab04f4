"""Documents in depth: deposits, corrections, parts credited, allowances, plans, exemptions.

What a column adds to an old document is its default, so that nothing issued has to be touched.
"""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration, refuse_change
from app.schema.piccolo_migrations.m0004_law import Row, text

ID = "0020-documents"
VERSION = "1.38.0"
DESCRIPTION = "deposits, corrections, parts credited, allowances, plans, exemptions"

COLUMNS = """
ALTER TABLE invoice ADD COLUMN purpose VARCHAR(9) NOT NULL DEFAULT 'ordinary'
  CHECK (purpose IN ('ordinary', 'deposit', 'corrected', 'discount'));
ALTER TABLE invoice ADD COLUMN corrects BIGINT;
ALTER TABLE invoice ADD COLUMN basis BIGINT;
ALTER TABLE invoice ADD COLUMN allowances BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN charges BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN prepaid BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN prepaid_vat BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN rounding BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN waiting BIGINT;
ALTER TABLE invoice ADD COLUMN operation VARCHAR(8) NOT NULL DEFAULT ''
  CHECK (operation IN ('', 'goods', 'services', 'mixed'));
ALTER TABLE invoice ADD COLUMN detail VARCHAR(7) NOT NULL DEFAULT 'lines'
  CHECK (detail IN ('lines', 'summary'));
ALTER TABLE invoice ADD COLUMN discount_rate BIGINT;
ALTER TABLE invoice ADD COLUMN discount_days SMALLINT;
ALTER TABLE invoice ADD COLUMN delivered_on DATE;
ALTER TABLE invoice ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
DROP INDEX invoice_credits;
CREATE INDEX invoice_credits ON invoice (credits) WHERE credits IS NOT NULL;
CREATE UNIQUE INDEX invoice_corrects ON invoice (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX invoice_basis ON invoice (basis) WHERE basis IS NOT NULL;

ALTER TABLE invoice_line ADD COLUMN discount_amount BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice_line ADD COLUMN nature VARCHAR(8) NOT NULL DEFAULT ''
  CHECK (nature IN ('', 'goods', 'services'));
ALTER TABLE invoice_line ADD COLUMN exemption VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE invoice_line ADD COLUMN credits_line BIGINT;
ALTER TABLE invoice_vat ADD COLUMN reason_code VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE invoice_vat ADD COLUMN reason TEXT NOT NULL DEFAULT '';

ALTER TABLE client ADD COLUMN invoice_detail VARCHAR(7) NOT NULL DEFAULT 'lines'
  CHECK (invoice_detail IN ('lines', 'summary'));
"""

TABLES = """
CREATE TABLE invoice_adjustment (
  id ID, invoice REF invoice (id), position SMALLINT NOT NULL,
  kind VARCHAR(9) NOT NULL CHECK (kind IN ('allowance', 'charge')), reason TEXT NOT NULL,
  reason_code VARCHAR(3) NOT NULL, percent BIGINT, base BIGINT NOT NULL, amount BIGINT NOT NULL,
  vat_rate BIGINT NOT NULL, vat_category VARCHAR(2) NOT NULL, exemption VARCHAR(30) NOT NULL,
  credits_adjustment BIGINT);
CREATE INDEX invoice_adjustment_invoice ON invoice_adjustment (invoice);

CREATE TABLE invoice_deduction (
  id ID, invoice REF invoice (id), deposit BIGINT NOT NULL, number VARCHAR(60) NOT NULL,
  issued_on DATE NOT NULL, vat BIGINT NOT NULL, total BIGINT NOT NULL);
CREATE UNIQUE INDEX invoice_deduction_deposit ON invoice_deduction (invoice, deposit);
CREATE INDEX invoice_deduction_of ON invoice_deduction (deposit);

CREATE TABLE invoice_plan (
  id ID, invoice REF invoice (id), position SMALLINT NOT NULL, due_on DATE NOT NULL,
  amount BIGINT, percent BIGINT, CHECK (amount IS NULL OR percent IS NULL));
CREATE UNIQUE INDEX invoice_plan_position ON invoice_plan (invoice, position);
"""


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


GUARDS = "".join(map(_of_issued, ("invoice_adjustment", "invoice_deduction", "invoice_plan")))

VATEX = "Liste VATEX de la Commission européenne ; directive 2006/112/CE, art. 226, 11°"
CGI_UNTIL = date(2027, 12, 31)
CGI = "Liste VATEX de la Commission européenne ; renvois au CGI tolérés jusqu’au 31 décembre 2027"


def reason(code: str, fr: str, en: str) -> Row:
    return text(f"exemption.{code}", EVER, fr, en, VATEX, True)


def exemption(code: str, article: str) -> Row:
    return text(
        f"exemption.{code}",
        EVER,
        f"Exonération de TVA, art. {article} du CGI",
        f"VAT exempt, art. {article} of the French tax code (CGI)",
        CGI,
        True,
        CGI_UNTIL,
    )


EVER = date(2000, 1, 1)
ROWS = (
    reason("VATEX-EU-AE", "Autoliquidation", "Reverse charge"),
    reason(
        "VATEX-EU-IC",
        "Livraison intracommunautaire exonérée, art. 138 de la directive 2006/112/CE",
        "Exempt intra-Community supply, art. 138 of Directive 2006/112/EC",
    ),
    reason(
        "VATEX-EU-G",
        "Exportation exonérée, art. 146 de la directive 2006/112/CE",
        "Exempt export, art. 146 of Directive 2006/112/EC",
    ),
    reason(
        "VATEX-EU-O",
        "Opération hors du champ de la TVA française, art. 44 de la directive 2006/112/CE",
        "Outside the scope of French VAT, art. 44 of Directive 2006/112/EC",
    ),
    exemption("VATEX-FR-CGI261-4", "261, 4"),
    exemption("VATEX-FR-CGI261-5", "261, 5"),
    exemption("VATEX-FR-CGI261-7", "261, 7"),
    exemption("VATEX-FR-CGI261C-2", "261 C, 2°"),
    exemption("VATEX-FR-CGI261D-2", "261 D, 2°"),
    text(
        "mention.corrected",
        EVER,
        "Facture rectificative\u00a0: annule et remplace la facture %(number)s du %(day)s",
        "Corrected invoice: cancels and replaces invoice %(number)s of %(day)s",
        "CIBS L216-34 ; XP Z12-012, BR-FR-CO-04 : numéro et date de la facture d’origine",
        True,
    ),
    text(
        "mention.early_discount",
        EVER,
        "Escompte de %(rate)s pour paiement au plus tard le %(day)s",
        "A discount of %(rate)s for payment by %(day)s",
        "C. com. L441-9",
        True,
    ),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, COLUMNS, TABLES, GUARDS)
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    for row in ROWS:
        await LegalValue.raw(
            "INSERT INTO legal_value"
            " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
            *row,
        )
