"""What is done with a file: looked at, judged line by line, written batch by batch."""

from app.imports.actions.running import import_file

__all__ = ["import_file"]
