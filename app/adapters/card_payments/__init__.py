"""Card payments: Stripe Checkout, or a trial that moves no money. No card number ever comes here.

A provider is asked for a page of its own where the client pays; what became of it is told by a
signed call (`told`), and can be asked for (`look`).
"""

from app.adapters.card_payments.stripe_checkout import STRIPE_PAGES, Stripe
from app.adapters.card_payments.trial import TRIAL_FEE, Trial
from app.adapters.card_payments.values import (
    Asked,
    CardError,
    CardPayments,
    Ending,
    Forged,
    Order,
    TakenBack,
    Told,
    Why,
)

__all__ = [
    "STRIPE_PAGES",
    "TRIAL_FEE",
    "Asked",
    "CardError",
    "CardPayments",
    "Ending",
    "Forged",
    "Order",
    "Stripe",
    "TakenBack",
    "Told",
    "Trial",
    "Why",
]
