"""The words of documents on screen: English message ids."""

from app.core.errors import N_
from app.invoices.rules import Kind, Purpose, Situation
from app.messages.rules import State

KINDS = {Kind.INVOICE: N_("Invoice"), Kind.CREDIT_NOTE: N_("Credit note")}
PURPOSES = {
    Purpose.DEPOSIT: N_("Deposit invoice"),
    Purpose.CORRECTED: N_("Corrected invoice"),
}


def word(kind: Kind, purpose: Purpose) -> str:
    """What a document is called; a credit note is one whatever it is for."""
    return KINDS[kind] if kind is Kind.CREDIT_NOTE else PURPOSES.get(purpose, KINDS[kind])


SITUATIONS = {
    Situation.DRAFT: N_("Draft"),
    Situation.ISSUED: N_("Awaiting payment"),
    Situation.LATE: N_("Late"),
    Situation.PAID: N_("Paid"),
    Situation.CREDITED: N_("Credited"),
    Situation.CREDIT: N_("In credit"),
    Situation.WITHDRAWN: N_("Withdrawn"),
}

USED = N_("Used")


def situation_word(kind: Kind, situation: Situation) -> str:
    """The state of a document in one word: nobody pays a credit note, it is used."""
    is_used = kind is Kind.CREDIT_NOTE and situation is Situation.PAID
    return USED if is_used else SITUATIONS[situation]


# The tone of a state's label: red for late only, amber for what asks for a decision.
TONES = {
    Situation.DRAFT: "ask",
    Situation.ISSUED: "",
    Situation.LATE: "late",
    Situation.PAID: "good",
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
