"""More of the law as dated rows: half-years, territories, e-invoicing, the mentions of 2027."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration
from app.schema.piccolo_migrations.m0004_law import LEGAL, Row, half, number, text

ID = "0023-law"
VERSION = "1.38.0"
DESCRIPTION = "rates of more half-years and territories, thresholds, e-invoicing, mentions of 2027"

# The day on which the sources of the first rows were read.
READ_ON = date(2026, 11, 21)
SMALL_ISSUE = date(2027, 9, 1)

READ = """
ALTER TABLE legal_value ADD COLUMN read_on DATE;
"""

PRIVATE = "Taux de l’intérêt légal, créancier particulier (legifiscal)"
RATES = (
    half("legal_interest.professional", 2023, 1, 206, LEGAL, True),
    half("legal_interest.professional", 2023, 2, 422, LEGAL, True),
    half("legal_interest.private", 2026, 1, 667, PRIVATE, True),
)

FR_16 = "Taux de la liste BR-FR-16 ; %s"
TERRITORIES = (
    number("vat.rate.overseas.850", date(2014, 1, 1), 850, FR_16 % "CGI 296", True),
    number("vat.rate.overseas.210", date(2014, 1, 1), 210, FR_16 % "CGI 296", True),
    number("vat.rate.overseas.175", date(2014, 1, 1), 175, FR_16 % "CGI 296", True),
    number("vat.rate.overseas.105", date(2014, 1, 1), 105, FR_16 % "CGI 296", True),
    number("vat.rate.corsica.1300", date(2014, 1, 1), 1300, FR_16 % "CGI 297", True),
    number("vat.rate.corsica.90", date(2014, 1, 1), 90, FR_16 % "CGI 297", True),
)

FRANCHISE = "Loi 2025-1044 du 3 novembre 2025 ; suite 2026–2027 à vérifier"
THRESHOLDS = (
    number("franchise.goods_raised", date(2025, 1, 1), 9_350_000, FRANCHISE, False),
    number("franchise.services_raised", date(2025, 1, 1), 4_125_000, FRANCHISE, False),
)

CALENDAR = "Calendrier de la facturation électronique : ordonnance 2021-1190, loi de finances 2024"
ELECTRONIC = (
    text(
        "einvoicing.receive",
        date(2026, 9, 1),
        "Toute entreprise assujettie reçoit ses factures électroniques par une plateforme agréée.",
        "Every business subject to VAT receives electronic invoices through an approved platform.",
        CALENDAR,
        True,
    ),
    text(
        "einvoicing.issue",
        SMALL_ISSUE,
        "Les petites et moyennes entreprises, franchise comprise, émettent leurs factures "
        "électroniques par une plateforme agréée et lui transmettent leurs autres opérations.",
        "Small and medium businesses, franchise included, issue electronic invoices through an "
        "approved platform and report their other operations to it.",
        CALENDAR,
        True,
    ),
    text(
        "references.general_tax_code",
        date(2026, 9, 1),
        "Les renvois au code général des impôts sont encore admis sur les factures.",
        "References to the general tax code are still accepted on invoices.",
        "Ordonnance 2025-1247 du 17 décembre 2025, mesure transitoire",
        True,
        date(2027, 12, 31),
    ),
)

OPERATION = "CGI ann. II, 242 nonies A ; décret 2022-1299 : avec l’obligation d’émettre"
MENTIONS = (
    text(
        "mention.operation.goods",
        SMALL_ISSUE,
        "Catégorie de l’opération\u00a0: livraison de biens",
        "Category of operation: supply of goods",
        OPERATION,
        True,
    ),
    text(
        "mention.operation.services",
        SMALL_ISSUE,
        "Catégorie de l’opération\u00a0: prestation de services",
        "Category of operation: supply of services",
        OPERATION,
        True,
    ),
    text(
        "mention.operation.mixed",
        SMALL_ISSUE,
        "Catégorie de l’opération\u00a0: livraison de biens et prestation de services",
        "Category of operation: supply of goods and services",
        OPERATION,
        True,
    ),
    text(
        "mention.penalty_public",
        date(2013, 5, 1),
        "En cas de retard de paiement, des intérêts moratoires au taux de refinancement de la "
        "Banque centrale européenne majoré de huit points de pourcentage sont dus de plein droit.",
        "Late payment gives rise by law to interest at the European Central Bank’s refinancing "
        "rate plus eight percentage points.",
        "CCP R2192-31, à vérifier",
        False,
    ),
)

ROWS = RATES + TERRITORIES + THRESHOLDS + ELECTRONIC + MENTIONS


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, READ)
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    for row in ROWS:
        await _insert_row(row)
    await LegalValue.raw(
        "UPDATE legal_value SET read_on = {} WHERE is_verified = {}", READ_ON, True
    )


async def _insert_row(row: Row) -> None:
    """A row that the owner has entered meanwhile stays as it is."""
    await LegalValue.raw(
        "INSERT INTO legal_value"
        " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING",
        *row,
    )
