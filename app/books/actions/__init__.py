"""Files of entries, made and noted."""

from app.books.actions.exporting import Days, Made, export_entries

__all__ = ["Days", "Made", "export_entries"]
