"""One Piccolo app that gathers the tables of every capability and keeps the migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from app.schema.ddl import APP_NAME
from app.schema.tables import TABLES

APP_CONFIG = AppConfig(
    app_name=APP_NAME,
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=TABLES,
    migration_dependencies=[],
)
