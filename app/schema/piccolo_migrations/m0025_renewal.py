"""Contracts that renew themselves: their terms, who was told when, and the text of the law."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration
from app.schema.piccolo_migrations.m0004_law import text

ID = "0025-renewal"
VERSION = "1.38.0"
DESCRIPTION = "tacit renewal of contracts, and clients told of it"

TABLES = """
ALTER TABLE contract ADD COLUMN initial_months SMALLINT;
ALTER TABLE contract ADD COLUMN renewal_months SMALLINT;
ALTER TABLE contract ADD COLUMN notice_months SMALLINT;
ALTER TABLE contract ADD COLUMN informs BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE contract_notice (
  id ID, contract REF contract (id), term_end DATE NOT NULL, deadline DATE NOT NULL,
  told_on DATE NOT NULL, message_id BIGINT, created_at AT NOT NULL,
  created_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX contract_notice_term ON contract_notice (contract, term_end);
"""

# The wording was not read at its source: the owner confirms it before it is printed.
RENEWAL = text(
    "contract.renewal",
    date(2016, 7, 1),
    "Pour les contrats de prestations de services conclus pour une durée déterminée avec une "
    "clause de reconduction tacite, le professionnel prestataire de services informe le "
    "consommateur par écrit, par lettre nominative ou courrier électronique dédiés, au plus "
    "tôt trois mois et au plus tard un mois avant le terme de la période autorisant le rejet "
    "de la reconduction, de la possibilité de ne pas reconduire le contrat qu’il a conclu "
    "avec une clause de reconduction tacite. Lorsque cette information ne lui a pas été "
    "adressée, le consommateur peut mettre gratuitement un terme au contrat, à tout moment à "
    "compter de la date de reconduction.",
    "For services agreed for a fixed term with tacit renewal, the provider informs the consumer in "
    "writing, by a letter or e-mail of its own, between three months and one month before the end "
    "of the time in which the renewal may be refused, that the contract need not be renewed. A "
    "consumer who was not so informed may end the contract at any time, free of charge, from the "
    "day of its renewal.",
    "C. conso. L215-1 ; texte exact à relire",
    False,
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, TABLES)
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    """A row that the owner has entered meanwhile stays as it is."""
    await LegalValue.raw(
        "INSERT INTO legal_value"
        " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING",
        *RENEWAL,
    )
