"""What is done about contracts, their schedule and its billing."""

from app.contracts.actions.agreements import (
    create,
    create_in,
    delete,
    delete_in,
    update,
)
from app.contracts.actions.amending import amend
from app.contracts.actions.billing import bill, issue_entries, release_thrown_away
from app.contracts.actions.copies import owe_copies
from app.contracts.actions.ending import Ended, continue_after_all, terminate
from app.contracts.actions.entries import (
    amend_entry,
    comment_entry,
    move_entry,
    pause_entry,
    resume_entry,
    skip_entry,
    unskip_entry,
)
from app.contracts.actions.indexing import index_prices, withdraw_amendment
from app.contracts.actions.laying import extend
from app.contracts.actions.offers import (
    archive_offer,
    change_offer,
    create_offer,
    take_offer,
    taken,
    unarchive_offer,
)
from app.contracts.actions.pauses import pause, resume
from app.contracts.actions.renewing import following, inform_renewals, note_told
from app.contracts.actions.spreading import end_spread
from app.contracts.actions.trials import inform_trials, stop_trial
from app.contracts.actions.typing import give_in, measure_entry, take_back_in

__all__ = [
    "Ended",
    "amend",
    "amend_entry",
    "archive_offer",
    "bill",
    "change_offer",
    "comment_entry",
    "continue_after_all",
    "create",
    "create_in",
    "create_offer",
    "delete",
    "delete_in",
    "end_spread",
    "extend",
    "following",
    "give_in",
    "index_prices",
    "inform_renewals",
    "inform_trials",
    "issue_entries",
    "measure_entry",
    "move_entry",
    "note_told",
    "owe_copies",
    "pause",
    "pause_entry",
    "release_thrown_away",
    "resume",
    "resume_entry",
    "skip_entry",
    "stop_trial",
    "take_back_in",
    "take_offer",
    "taken",
    "terminate",
    "unarchive_offer",
    "unskip_entry",
    "update",
    "withdraw_amendment",
]
