"""Formal notices by post, the stages that follow, and how long a debt can be claimed."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.law.tables import LegalValue
from app.schema.ddl import migration

ID = "0058a-notices"
VERSION = "1.38.0"
DESCRIPTION = "formal notices, legal stages and limitation"

NOTICES = """
CREATE TABLE formal_notice (
  id ID, client REF client (id), made_on DATE NOT NULL, deadline_on DATE NOT NULL,
  language VARCHAR(2) NOT NULL, principal BIGINT NOT NULL
  CHECK (principal > 0), interest BIGINT, indemnity BIGINT NOT NULL, sha256 VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL, tracking VARCHAR(40) NOT NULL, presented_on DATE, created_at AT NOT NULL,
  created_by VARCHAR(254) NOT NULL, CHECK (deadline_on > made_on));
CREATE INDEX formal_notice_client ON formal_notice (client);
CREATE TABLE formal_notice_item (
  id ID, notice REF formal_notice (id), invoice_id BIGINT NOT NULL, open BIGINT NOT NULL
  CHECK (open > 0));
CREATE UNIQUE INDEX formal_notice_item_once ON formal_notice_item (notice, invoice_id);
CREATE INDEX formal_notice_item_invoice ON formal_notice_item (invoice_id);
CREATE TABLE legal_stage (
  id ID, notice REF formal_notice (id), stage VARCHAR(8) NOT NULL CHECK (stage IN ('posted',
  'amicable', 'filed', 'ordered', 'rejected', 'served', 'opposed', 'enforced', 'closed')),
  happened_on DATE NOT NULL, note TEXT NOT NULL, filename VARCHAR(200) NOT NULL,
  sha256 VARCHAR(64), recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL, undone_at AT);
CREATE INDEX legal_stage_notice ON legal_stage (notice);
"""
YEARS = (
    ("limitation.company", 5, "C. com. L110-4", True),
    ("limitation.consumer", 2, "C. conso. L218-2", True),
    ("limitation.public", 4, "Loi 68-1250 du 31 décembre 1968, à vérifier", False),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION, NOTICES)
    manager.add_raw(_insert)
    return manager


async def _insert() -> None:
    for key, years, source, is_read in YEARS:
        await LegalValue.raw(
            "INSERT INTO legal_value"
            " (key, valid_from, valid_to, number, text_fr, text_en, source, is_verified)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
            key,
            date(2009, 1, 1),
            None,
            years,
            "",
            "",
            source,
            is_read,
        )
