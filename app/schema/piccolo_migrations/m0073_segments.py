"""Segments of clients by how late they pay: the history of their moves, and who confirms them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.schema.ddl import insert_only, migration

ID = "0073-segments"
VERSION = "1.38.0"
DESCRIPTION = "segments of clients by how late they pay, with their history"

_CODES = "('punctual', 'slow', 'late', 'very_late')"
TABLES = f"""
CREATE TABLE segment_move (
  id ID, client REF client (id), segment VARCHAR(10) NOT NULL CHECK (segment IN {_CODES}),
  before VARCHAR(10) NOT NULL, measured VARCHAR(10) NOT NULL, delay BIGINT,
  recorded_at AT NOT NULL, recorded_by VARCHAR(254) NOT NULL);
CREATE INDEX segment_move_client ON segment_move (client, id);
CREATE TABLE segment_mode (id ID, is_alone BOOLEAN NOT NULL);
INSERT INTO segment_mode (id, is_alone) VALUES (1, FALSE);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, TABLES, insert_only("segment_move"))
