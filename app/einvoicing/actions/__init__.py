"""What is done about electronic invoices on their way."""

from app.einvoicing.actions.cashing import note_cashed
from app.einvoicing.actions.choosing import choose_folders, note_platform
from app.einvoicing.actions.handing import HandSummary, decide, hand_over
from app.einvoicing.actions.listening import ListenSummary, listen
from app.einvoicing.actions.statuses import Said, note_status

__all__ = [
    "HandSummary",
    "ListenSummary",
    "Said",
    "choose_folders",
    "decide",
    "hand_over",
    "listen",
    "note_cashed",
    "note_platform",
    "note_status",
]
