"""What documents and their states are called: English message ids."""

from app.core.errors import N_
from app.invoices.rules.kinds import Kind, Purpose, Situation

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
    Situation.WRITTEN_OFF: N_("Written off"),
    Situation.CREDITED: N_("Credited"),
    Situation.CREDIT: N_("In credit"),
    Situation.WITHDRAWN: N_("Withdrawn"),
}

USED = N_("Used")


def situation_word(kind: Kind, situation: Situation) -> str:
    """The state of a document in one word: nobody pays a credit note, it is used."""
    is_used = kind is Kind.CREDIT_NOTE and situation is Situation.PAID
    return USED if is_used else SITUATIONS[situation]
