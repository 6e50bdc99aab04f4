"""The acts of direct debits, of their mandates and of cards, as `acts` says them."""

from app.core.errors import N_

DEBITS: dict[str, tuple[str, ...]] = {
    "card.refunded": (N_("%(amount)s paid by card given back at the provider"),),
    "card.contested": (N_("%(amount)s paid by card contested: the client’s bank took them back"),),
    "card.contest_over": (N_("The contested payment of %(amount)s by card is over"),),
    "card.returned": (N_("%(amount)s paid by card came back after all"),),
    "creditor.changed": (N_("Settings of direct debits changed"),),
    "debit.wanted": (N_("To be paid by direct debit"),),
    "debit.unwanted": (N_("Not to be paid by direct debit any more"),),
    "debit.announced": (N_("Direct debit of %(amount)s announced for %(collect_on)s"),),
    "debit.dropped": (N_("Announced direct debit of %(amount)s given up"),),
    "debit.collected": (N_("Direct debit of %(amount)s collected"),),
    "debit.returned": (N_("Direct debit of %(amount)s returned: %(code)s"),),
    "debit_batch.made": (N_("File %(message)s made for the bank: %(total)s"),),
    "mandate.created": (N_("Mandate %(reference)s made"),),
    "mandate.asked": (N_("Mandate %(reference)s sent to %(to)s to be signed"),),
    "mandate.chased": (N_("Reminder to sign mandate %(reference)s left for %(to)s"),),
    "mandate.signed": (N_("Mandate %(reference)s signed by %(name)s"),),
    "mandate.amended": (N_("Another account under mandate %(reference)s"),),
    "mandate.registered": (N_("Mandate %(reference)s registered at the client’s bank"),),
    "mandate.last": (N_("The next debit under mandate %(reference)s is the last one"),),
    "mandate.not_last": (N_("The next debit under mandate %(reference)s is not the last one"),),
    "mandate.ended": (N_("Mandate %(reference)s ended: %(reason)s"),),
}
