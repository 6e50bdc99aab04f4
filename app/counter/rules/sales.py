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
MOST_LINES = 30


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
class SaleLine:
    """One thing sold: cents with VAT for all of its pieces, rate in basis points. `product` is what
    is sold of the catalogue."""

    label: str
    amount: int
    vat_rate: int
    product: int | None = None
    pieces: int = 1

    @property
    def quantity(self) -> int:
        """The pieces in 1e-4."""
        return self.pieces * QUANTITY_SCALE


@dataclass(frozen=True)
class SaleValues:
    """What is sold. `key` is made by the page: the same one twice is one sale. Without a client, a
    passer-by. `parts` are cents paid otherwise than by `method`, by which the rest is paid;
    `given` is cash handed over, in cents."""

    key: str
    lines: tuple[SaleLine, ...]
    method: Method
    client_id: int | None = None
    given: int | None = None
    parts: tuple[tuple[Method, int], ...] = ()

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def payments(self) -> tuple[tuple[Method, int], ...]:
        """(means, cents), each means once, the parts first."""
        rest = self.amount - sum(cents for _, cents in self.parts)
        return (*self.parts, (self.method, rest)) if rest else self.parts

    @property
    def cash(self) -> int:
        return sum(cents for method, cents in self.payments if method is Method.CASH)


def judge(values: SaleValues) -> None:
    """Refuse, all at once: nothing sold or too many lines, a line that cannot be, parts that do not
    make the whole, too much cash, too little cash handed over, a page without its key."""
    found = [each for line in values.lines for each in _line(line)]
    if not 1 <= len(values.lines) <= MOST_LINES:
        message = "Sell from 1 to %(most)s lines at once."
        found.append(finding("counter.lines", message, most=MOST_LINES))
    if not found and values.amount > MAX_CENTS:
        found.append(finding("counter.too_large", "This amount is too large.", "amount"))
    if not found:
        found += _parts(values) or _cash(values.cash, values.given)
    if not values.key or len(values.key) > KEY_LENGTH:
        found.append(finding("counter.key", "This page has lost its key: open it again."))
    if found:
        raise Refused(found)


def _line(line: SaleLine) -> list[Finding]:
    found: list[Finding] = []
    if not line.label.strip():
        found.append(finding("counter.label", "Say what is sold.", "label"))
    if line.amount <= 0:
        found.append(finding("counter.amount", "The amount must be more than zero.", "amount"))
    elif line.amount > MAX_CENTS:
        found.append(finding("counter.too_large", "This amount is too large.", "amount"))
    if not 1 <= line.pieces <= MOST_PIECES:
        message = "Sell from 1 to %(most)s pieces at once."
        found.append(finding("counter.pieces", message, "pieces", most=MOST_PIECES))
    return found


def _parts(values: SaleValues) -> list[Finding]:
    """A part below nothing, the means of the rest among the parts, more than there is to pay."""
    used = [method for method, _ in values.parts]
    whole = sum(cents for _, cents in values.parts)
    field = f"part_{used[0].value}" if used else None
    if any(cents <= 0 for _, cents in values.parts):
        return [
            finding("counter.part", "What is paid by each means must be more than zero.", field)
        ]
    if whole > values.amount:
        message = "The parts come to %(parts)s: more than the %(amount)s to be paid."
        facts = {"parts": Euros(whole), "amount": Euros(values.amount)}
        return [finding("counter.parts", message, field, **facts)]
    means = [method for method, _ in values.payments]
    if len(set(means)) < len(means) or Method.TRANSFER in used:
        message = "Press another way of paying for the rest than that of the part."
        return [finding("counter.same_means", message, field)]
    return []


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
