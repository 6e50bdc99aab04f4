"""What is done with bank files and their lines: read, rehearsed, taken; pointed, and undone."""

from app.bank.actions.choosing import set_choice
from app.bank.actions.files import choose, confirm, discard, receive, take_up
from app.bank.actions.importing import Way, import_file
from app.bank.actions.looking import AT_ONCE, look, run
from app.bank.actions.pointing import accept, point
from app.bank.actions.sweeping import Swept, sweep
from app.bank.actions.unpointing import unpoint

__all__ = [
    "AT_ONCE",
    "Swept",
    "Way",
    "accept",
    "choose",
    "confirm",
    "discard",
    "import_file",
    "look",
    "point",
    "receive",
    "run",
    "set_choice",
    "sweep",
    "take_up",
    "unpoint",
]
