"""What is done with bank files: read, rehearsed, taken in one transaction."""

from app.bank.actions.files import choose, confirm, discard, receive, take_up
from app.bank.actions.importing import Way, import_file
from app.bank.actions.looking import AT_ONCE, look, run

__all__ = [
    "AT_ONCE",
    "Way",
    "choose",
    "confirm",
    "discard",
    "import_file",
    "look",
    "receive",
    "run",
    "take_up",
]
