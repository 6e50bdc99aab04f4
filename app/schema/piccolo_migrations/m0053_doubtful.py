"""Doubtful debts: what moves between 411 and 416 and is depreciated, and insolvency proceedings."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import insert_only, migration
from app.schema.piccolo_migrations.m0004_law import text

ID = "0053-doubtful"
VERSION = "1.38.0"
DESCRIPTION = "doubtful debts, their depreciation, insolvency proceedings"

TABLES = """
CREATE TABLE insolvency (
  id ID, client REF client (id),
  kind VARCHAR(12) NOT NULL CHECK (kind IN ('safeguard', 'receivership', 'liquidation')),
  opened_on DATE NOT NULL, published_on DATE, note TEXT NOT NULL, key VARCHAR(80) NOT NULL,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX insolvency_key ON insolvency (key);
CREATE INDEX insolvency_client ON insolvency (client);
CREATE TABLE insolvency_end (
  id ID, insolvency REF insolvency (id), ended_on DATE NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL);
CREATE UNIQUE INDEX insolvency_end_of ON insolvency_end (insolvency);
CREATE TABLE doubtful_move (
  id ID, client REF client (id), invoice REF invoice (id),
  kind VARCHAR(12) NOT NULL CHECK (kind IN
    ('transferred', 'depreciated', 'followed', 'returned', 'lost', 'kept')),
  doubtful BIGINT NOT NULL, depreciation BIGINT NOT NULL, base BIGINT, rate BIGINT,
  write_off INTEGER REFERENCES write_off (id), evidence TEXT NOT NULL, note TEXT NOT NULL,
  counts_on DATE NOT NULL, key VARCHAR(80) NOT NULL, recorded_at AT NOT NULL,
  recorded_by VARCHAR(254) NOT NULL,
  CHECK (rate IS NULL OR (rate >= 0 AND rate <= 10000)),
  CHECK (kind <> 'kept' OR (doubtful = 0 AND depreciation = 0)),
  CHECK (kind <> 'lost' OR write_off IS NOT NULL));
CREATE UNIQUE INDEX doubtful_move_key ON doubtful_move (key);
CREATE INDEX doubtful_move_invoice ON doubtful_move (invoice);
ALTER TABLE write_off ADD COLUMN recovered BIGINT NOT NULL DEFAULT 0;
"""
TABLES_KEPT = ("insolvency", "insolvency_end", "doubtful_move")

MENTION = text(
    "mention.unpaid_duplicate",
    date(2013, 1, 1),
    "Facture demeurée impayée pour la somme de %(net)s (prix net) et pour la somme de %(vat)s "
    "(TVA correspondante) qui ne peut faire l’objet d’une déduction (article 272 du CGI)",
    "Invoice left unpaid for %(net)s (net price) and for %(vat)s (VAT on it), which may not be "
    "deducted (article 272 of the French tax code)",
    "CGI 272-1 ; BOI-TVA-DED-40-10-20 : mention du duplicata",
    True,
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, TABLES, *(insert_only(each) for each in TABLES_KEPT))
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    """A row that the owner has entered meanwhile stays as it is."""
    await LegalValue.raw(
        "INSERT INTO legal_value"
        " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING",
        *MENTION,
    )
    await LegalValue.raw(
        "UPDATE legal_value SET read_on = {} WHERE key = {} AND read_on IS NULL",
        date(2026, 11, 21),
        MENTION.key,
    )
