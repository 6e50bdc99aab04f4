"""What is done about answers, promises and disputes."""

from app.disputes.actions.asking import ask
from app.disputes.actions.calling import note_call
from app.disputes.actions.disputing import Contest, dispute, settle
from app.disputes.actions.following import follow
from app.disputes.actions.handling import Deed, handle
from app.disputes.actions.keeping import CLIENT
from app.disputes.actions.mailing import note_mail
from app.disputes.actions.planning import Asking, Grant, Word, decline, end_plan, grant, request
from app.disputes.actions.promising import Wish, promise, take_back
from app.disputes.actions.vouching import vouch

__all__ = [
    "CLIENT",
    "Asking",
    "Contest",
    "Deed",
    "Grant",
    "Wish",
    "Word",
    "ask",
    "decline",
    "dispute",
    "end_plan",
    "follow",
    "grant",
    "handle",
    "note_call",
    "note_mail",
    "promise",
    "request",
    "settle",
    "take_back",
    "vouch",
]
