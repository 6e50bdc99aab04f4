"""Files of entries, made and noted; the accountant's chart."""

from app.books.actions.charting import add_account, drop_account, set_account
from app.books.actions.exporting import Days, Made, export_entries
from app.books.actions.inspecting import Inspection, inspection
from app.books.actions.sending import plan_sending, send_entries

__all__ = [
    "Days",
    "Inspection",
    "Made",
    "add_account",
    "drop_account",
    "export_entries",
    "inspection",
    "plan_sending",
    "send_entries",
    "set_account",
]
