"""Reading the tables that spreadsheets write: CSV in the encodings and separators met in France,
and XLSX, one sheet of which is first written out as CSV.

A file is looked through once before anything of it is used (what it is, its encoding, that every
line can be cut into cells), then its lines are read one by one: memory stays flat.
"""

from app.adapters.spreadsheet_files.opening import open_sheet
from app.adapters.spreadsheet_files.sheet import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    Line,
    Sheet,
)

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "MAX_COLUMNS", "Line", "Sheet", "open_sheet"]
