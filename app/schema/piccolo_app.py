"""One Piccolo app that gathers the tables of every capability and keeps the migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

CAPABILITIES = (
    "auth",
    "settings",
    "law",
    "links",
    "clients",
    "accounting",
    "messages",
    "invoices",
    "contracts",
    "payments",
    "imports",
    "risk",
    "reminders",
    "counter",
    "upkeep",
)

APP_CONFIG = AppConfig(
    app_name="echeance",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[f"app.{name}.tables" for name in CAPABILITIES], exclude_imported=True
    ),
    migration_dependencies=[],
)
