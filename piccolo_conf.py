"""Piccolo's entry point: the engine chosen by the environment, and the one list of tables."""

from piccolo.conf.apps import AppRegistry

from app.adapters.database import engine

DB = engine
APP_REGISTRY = AppRegistry(apps=["app.schema.piccolo_app"])
