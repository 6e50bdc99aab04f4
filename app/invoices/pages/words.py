"""The words of documents on screen: English message ids."""

from app.core.errors import N_
from app.invoices.rules import Situation
from app.invoices.rules.words import KINDS, PURPOSES, SITUATIONS, situation_word, word
from app.messages.rules import State

# The tone of a state's label: red for late only, amber for what asks for a decision.
TONES = {
    Situation.DRAFT: "ask",
    Situation.ISSUED: "",
    Situation.LATE: "late",
    Situation.PAID: "good",
    Situation.WRITTEN_OFF: "",
    Situation.CREDITED: "",
    Situation.CREDIT: "ask",
    Situation.WITHDRAWN: "",
}

SENDINGS = {
    State.WAITING: N_("Waiting to go"),
    State.SENDING: N_("On its way"),
    State.SENT: N_("Sent"),
    State.FAILED: N_("Failed"),
    State.UNCERTAIN: N_("May have gone"),
    State.CANCELLED: N_("Cancelled"),
}
OPINIONS = {"valid": N_("valid"), "invalid": N_("not valid"), "not_checked": N_("unchecked")}

SENDING_TONES = {State.SENT: "good", State.FAILED: "late", State.UNCERTAIN: "ask"}

__all__ = [
    "KINDS",
    "PURPOSES",
    "SENDINGS",
    "SENDING_TONES",
    "SITUATIONS",
    "TONES",
    "situation_word",
    "word",
]
