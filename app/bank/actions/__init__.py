"""What is done with bank files and their lines: read, rehearsed, taken; pointed, and undone."""

from app.bank.actions.choosing import set_choice
from app.bank.actions.files import confirm, discard, receive
from app.bank.actions.importing import Way, import_file
from app.bank.actions.laying import Chosen, Peek, lay_out, peek
from app.bank.actions.looking import AT_ONCE, go_on, look, read_owed, run
from app.bank.actions.pointing import accept, point
from app.bank.actions.sweeping import Swept, sweep
from app.bank.actions.unpointing import unpoint
from app.bank.actions.watching import folder, take_in

__all__ = [
    "AT_ONCE",
    "Chosen",
    "Peek",
    "Swept",
    "Way",
    "accept",
    "confirm",
    "discard",
    "folder",
    "go_on",
    "import_file",
    "lay_out",
    "look",
    "peek",
    "point",
    "read_owed",
    "receive",
    "run",
    "set_choice",
    "sweep",
    "take_in",
    "unpoint",
]
