"""What the service notes of itself; backups made, tried and put back."""

from app.upkeep.actions.backups import ask_backup, back_up, note_download, write_backup
from app.upkeep.actions.books import check_books, check_books_nightly
from app.upkeep.actions.drill import drill, drill_if_due
from app.upkeep.actions.keeping import set_second_folder
from app.upkeep.actions.restore import finish_interrupted, restore
from app.upkeep.actions.signs import note_failure, note_run

__all__ = [
    "ask_backup",
    "back_up",
    "check_books",
    "check_books_nightly",
    "drill",
    "drill_if_due",
    "finish_interrupted",
    "note_download",
    "note_failure",
    "note_run",
    "restore",
    "set_second_folder",
    "write_backup",
]
