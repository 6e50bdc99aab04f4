"""Legal values known when this was written; what was not read at its source says so."""

from datetime import date
from typing import NamedTuple

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration

ID = "0004-law"
VERSION = "1.38.0"
DESCRIPTION = "legal texts, rates and limits, dated and sourced"


class Row(NamedTuple):
    """A row of legal_value; `to` None means still in force."""

    key: str
    since: date
    to: date | None
    number: int | None
    fr: str
    en: str
    source: str
    is_verified: bool


def text(
    key: str, since: date, fr: str, en: str, source: str, read: bool, to: date | None = None
) -> Row:
    return Row(key, since, to, None, fr, en, source, read)


def number(key: str, since: date, value: int, source: str, read: bool) -> Row:
    return Row(key, since, None, value, "", "", source, read)


def half(key: str, year: int, n: int, value: int, source: str, read: bool) -> Row:
    since, to = ((1, 1), (6, 30)) if n == 1 else ((7, 1), (12, 31))
    return Row(key, date(year, *since), date(year, *to), value, "", "", source, read)


L441_9 = "C. com. L441-9 et L441-10"
CIBS = date(2026, 9, 1)

PENALTIES = (
    text(
        "mention.penalty",
        date(2013, 1, 1),
        "En cas de retard de paiement, des pénalités au taux annuel de %(rate)s sont exigibles "
        "dès le lendemain de la date d’échéance, sans qu’un rappel soit nécessaire.",
        "Late payment is subject to penalties at the annual rate of %(rate)s, payable from the "
        "day after the due date, without any reminder being necessary.",
        L441_9,
        True,
    ),
    text(
        "mention.penalty_formula",
        date(2013, 1, 1),
        "En cas de retard de paiement, des pénalités au taux de refinancement de la Banque "
        "centrale européenne majoré de 10 points de pourcentage sont exigibles dès le lendemain "
        "de la date d’échéance, sans qu’un rappel soit nécessaire.",
        "Late payment is subject to penalties at the European Central Bank’s refinancing rate "
        "plus 10 percentage points, payable from the day after the due date, without any "
        "reminder being necessary.",
        L441_9,
        True,
    ),
    text(
        "mention.indemnity",
        date(2013, 1, 1),
        "Tout retard de paiement entraîne de plein droit une indemnité forfaitaire pour frais "
        "de recouvrement de 40\u00a0€.",
        "Any late payment gives rise by law to a fixed compensation of €40 for recovery costs.",
        "C. com. L441-10 et D441-5",
        True,
    ),
    text(
        "mention.no_discount",
        date(2013, 1, 1),
        "Pas d’escompte pour paiement anticipé.",
        "No discount for early payment.",
        L441_9,
        True,
    ),
)

VAT = (
    text(
        "mention.franchise",
        date(2000, 1, 1),
        "TVA non applicable, art. 293 B du CGI",
        "VAT not applicable, art. 293 B of the French tax code (CGI)",
        "CGI 293 B ; toléré sur les factures jusqu’au 31 décembre 2027",
        True,
        date(2026, 8, 31),
    ),
    text(
        "mention.franchise",
        CIBS,
        "TVA non applicable, art. L. 223-3 du CIBS",
        "VAT not applicable, art. L. 223-3 of the French goods and services tax code (CIBS)",
        "Ordonnance 2025-1247 du 17 décembre 2025 ; libellé d’impots.gouv.fr",
        True,
    ),
    text(
        "mention.vat_on_debits",
        date(2000, 1, 1),
        "Option pour le paiement de la taxe d’après les débits",
        "VAT paid on debits by option",
        "CGI ann. II, 242 nonies A ; décret 2022-1299",
        True,
    ),
    text(
        "mention.vat_on_receipts",
        date(2000, 1, 1),
        "TVA acquittée sur les encaissements",
        "VAT paid on receipts",
        "CGI 269-2 c ; mention d’usage, non obligatoire, à vérifier",
        False,
    ),
    text(
        "mention.reverse_charge",
        date(2000, 1, 1),
        "Autoliquidation",
        "Reverse charge",
        "Directive 2006/112, art. 196 ; renvoi au CIBS à vérifier",
        False,
    ),
)

OTHERS = (
    text(
        "mention.sole_trader",
        date(2022, 5, 15),
        "EI",
        "EI",
        "C. com. R526-27 ; décret 2022-725",
        True,
    ),
    text(
        "mention.consumer_mediator",
        date(2016, 1, 1),
        "En cas de litige, le client consommateur peut recourir gratuitement au médiateur de la "
        "consommation\u00a0: %(mediator)s",
        "In case of dispute, a consumer may turn free of charge to the consumer mediator: "
        "%(mediator)s",
        "C. conso. L611-1 et suivants ; place de la mention à vérifier",
        False,
    ),
    text(
        "mention.credit_note",
        date(2000, 1, 1),
        "Avoir sur la facture %(number)s du %(day)s",
        "Credit note for invoice %(number)s of %(day)s",
        "XP Z12-012, BR-FR-CO-05 : numéro et date de la facture d’origine",
        True,
    ),
)

ECB = "Taux BCE de %s au %s + 10 points (C. com. L441-10)"
LEGAL = "Taux de l’intérêt légal, créancier professionnel (legifiscal)"
RATES = (
    half("penalty.rate", 2024, 2, 1425, ECB % ("4,25\u00a0%", "1er juillet 2024"), True),
    half("penalty.rate", 2025, 1, 1315, ECB % ("3,15\u00a0%", "1er janvier 2025"), True),
    half("penalty.rate", 2025, 2, 1215, ECB % ("2,15\u00a0%", "1er juillet 2025"), True),
    half("penalty.rate", 2026, 1, 1215, ECB % ("2,15\u00a0%", "1er janvier 2026"), False),
    half("legal_interest.professional", 2024, 1, 507, LEGAL, True),
    half("legal_interest.professional", 2024, 2, 492, LEGAL, True),
    half("legal_interest.professional", 2025, 1, 371, LEGAL, True),
    half("legal_interest.professional", 2025, 2, 276, LEGAL, True),
    half("legal_interest.professional", 2026, 1, 262, LEGAL, True),
)

FR_16 = "Taux de la liste BR-FR-16 ; France continentale"
FRANCHISE = "Loi 2025-1044 du 3 novembre 2025 ; suite 2026–2027 à vérifier"
NUMBERS = (
    number("indemnity.amount", date(2013, 1, 1), 4000, "C. com. D441-5", True),
    number("terms.default_days", date(2009, 1, 1), 30, "C. com. L441-10", True),
    number("terms.cap_days", date(2009, 1, 1), 60, "C. com. L441-10", True),
    number("vat.rate.2000", date(2014, 1, 1), 2000, FR_16, True),
    number("vat.rate.1000", date(2014, 1, 1), 1000, FR_16, True),
    number("vat.rate.550", date(2014, 1, 1), 550, FR_16, True),
    number("vat.rate.210", date(2014, 1, 1), 210, FR_16, True),
    number("franchise.goods", date(2025, 1, 1), 8_500_000, FRANCHISE, False),
    number("franchise.services", date(2025, 1, 1), 3_750_000, FRANCHISE, False),
)

ROWS = PENALTIES + VAT + OTHERS + RATES + NUMBERS


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
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
