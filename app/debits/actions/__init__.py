"""What is done with direct debits: chosen, announced, handed over, collected, returned."""

from app.debits.actions.announcing import announce
from app.debits.actions.collecting import collect, note_collected, wait_again
from app.debits.actions.handing import make_batch
from app.debits.actions.paper import mandate_page, mandate_pdf
from app.debits.actions.returning import (
    keep_return,
    note_return,
    read_returns,
    return_in,
    try_again,
)
from app.mandates.actions import choose

__all__ = [
    "announce",
    "choose",
    "collect",
    "keep_return",
    "make_batch",
    "mandate_page",
    "mandate_pdf",
    "note_collected",
    "note_return",
    "read_returns",
    "return_in",
    "try_again",
    "wait_again",
]
