"""What a sale at the counter may be. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, Euros

PASSER_BY = "Client de passage"
PASSER_BY_KEY = "counter:passer-by"
# More may not be paid in cash to a business (CMF, L112-6 and D112-3).
CASH_LIMIT = 100_000
KEY_LENGTH = 70


class Method(StrEnum):
    """How it is paid: on the spot, or by a transfer that the client makes from the QR code."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"


METHOD_LABELS = {
    Method.CASH: N_("Cash"),
    Method.CARD: N_("Card, at the terminal"),
    Method.TRANSFER: N_("Transfer by QR code"),
}


@dataclass(frozen=True)
class SaleValues:
    """What is sold: cents with VAT, rate in basis points. `key` is made by the page: the same one
    twice is one sale. Without a client, a passer-by. `given` is cash handed over, in cents."""

    key: str
    label: str
    amount: int
    vat_rate: int
    method: Method
    client_id: int | None = None
    given: int | None = None


def judge(values: SaleValues) -> None:
    """Refuse, all at once: no label, nothing or too much to pay, too much cash, too little cash
    handed over, a page without its key."""
    found: list[Finding] = []
    if not values.label.strip():
        found.append(finding("counter.label", "Say what is sold.", "label"))
    if values.amount <= 0:
        found.append(finding("counter.amount", "The amount must be more than zero.", "amount"))
    elif values.amount > MAX_CENTS:
        found.append(finding("counter.too_large", "This amount is too large.", "amount"))
    elif values.method is Method.CASH:
        found += _cash(values.amount, values.given)
    if not values.key or len(values.key) > KEY_LENGTH:
        found.append(finding("counter.key", "This page has lost its key: open it again."))
    if found:
        raise Refused(found)


def _cash(amount: int, given: int | None) -> list[Finding]:
    if amount > CASH_LIMIT:
        return [
            finding(
                "counter.cash_limit",
                "The law allows at most %(limit)s in cash.",
                "amount",
                limit=Euros(CASH_LIMIT),
            )
        ]
    if given is not None and given < amount:
        short = Euros(amount - given)
        return [finding("counter.given", "%(short)s is missing.", "given", short=short)]
    return []


def change(total: int, given: int | None) -> int | None:
    """Cents to give back; None when nothing was handed over beyond the price."""
    return None if given is None or given <= total else given - total


def same_sale(stored: tuple[int, str], values: SaleValues) -> None:
    """Refuse a page that comes back with its key but another amount or method than it has sold.

    `stored` is (cents, method) of the sale that has this key.
    """
    if stored != (values.amount, values.method.value):
        raise refuse(
            "counter.key_used",
            "This page has already sold for %(amount)s. Start a new sale.",
            "amount",
            amount=Euros(stored[0]),
        )
