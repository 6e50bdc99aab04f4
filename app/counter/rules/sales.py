"""What a sale at the counter may be. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, QUANTITY_SCALE, Euros

PASSER_BY = "Client de passage"
PASSER_BY_KEY = "counter:passer-by"
# More may not be paid in cash to a business (CMF, L112-6 and D112-3).
CASH_LIMIT = 100_000
KEY_LENGTH = 70
# Of one product in one sale: up to here six decimals of a price give the cents exactly.
MOST_PIECES = 999


class Method(StrEnum):
    """How it is paid: on the spot, or by a transfer that the client makes from the QR code."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    TRANSFER = "transfer"


METHOD_LABELS = {
    Method.CASH: N_("Cash"),
    Method.CARD: N_("Card, at the terminal"),
    Method.CHEQUE: N_("Cheque"),
    Method.TRANSFER: N_("Transfer by QR code"),
}


@dataclass(frozen=True)
class SaleValues:
    """What is sold: cents with VAT, rate in basis points. `key` is made by the page: the same one
    twice is one sale. Without a client, a passer-by. `given` is cash handed over, in cents.
    `product` is what is sold of the catalogue, `pieces` how many of it; `amount` is for all."""

    key: str
    label: str
    amount: int
    vat_rate: int
    method: Method
    client_id: int | None = None
    given: int | None = None
    product: int | None = None
    pieces: int = 1

    @property
    def quantity(self) -> int:
        """The pieces in 1e-4."""
        return self.pieces * QUANTITY_SCALE


def judge(values: SaleValues) -> None:
    """Refuse, all at once: no label, nothing or too much to pay, too much cash, too little cash
    handed over, no piece or too many, a page without its key."""
    found: list[Finding] = []
    if not values.label.strip():
        found.append(finding("counter.label", "Say what is sold.", "label"))
    if values.amount <= 0:
        found.append(finding("counter.amount", "The amount must be more than zero.", "amount"))
    elif values.amount > MAX_CENTS:
        found.append(finding("counter.too_large", "This amount is too large.", "amount"))
    elif values.method is Method.CASH:
        found += _cash(values.amount, values.given)
    if not 1 <= values.pieces <= MOST_PIECES:
        message = "Sell from 1 to %(most)s pieces at once."
        found.append(finding("counter.pieces", message, "pieces", most=MOST_PIECES))
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


def archived() -> Finding:
    """Why a product taken out of the catalogue is not sold."""
    message = "This product is no longer sold: take it out of the archive first."
    return finding("counter.archived", message, "code")


def sellable(is_archived: bool, vat_rate: int, rates: tuple[int, ...]) -> Finding | None:
    """Why a product is not sold at the counter: taken out of the catalogue, or at another rate
    (basis points) than those charged here, which an invoice alone can justify."""
    if is_archived:
        return archived()
    if vat_rate not in rates:
        message = "This product has no rate of VAT charged at the counter: make an invoice."
        return finding("counter.rate", message, "code")
    return None


def beside(pieces: int) -> tuple[int | None, int | None]:
    """One piece less and one more, None where that is not sold."""
    return (pieces - 1 if pieces > 1 else None, pieces + 1 if pieces < MOST_PIECES else None)


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
