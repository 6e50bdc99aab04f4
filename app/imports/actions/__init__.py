"""What is done with a file: looked at, judged line by line, written batch by batch, undone."""

from app.imports.actions.owed import looked_at, opened, run_owed
from app.imports.actions.preparing import TRIED, discard, lay_out, prepare, rehearse, start
from app.imports.actions.running import import_file
from app.imports.actions.undoing import begin_undo, built

__all__ = [
    "TRIED",
    "begin_undo",
    "built",
    "discard",
    "import_file",
    "lay_out",
    "looked_at",
    "opened",
    "prepare",
    "rehearse",
    "run_owed",
    "start",
]
