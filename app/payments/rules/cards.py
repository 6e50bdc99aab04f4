"""Card payments by the client's page: how they go on, and the provider's fee in the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.accounting.rules import CARD, Line, credit, debit
from app.core.errors import refuse
from app.core.money import Euros
from app.payments.rules.parts import Owed, oldest_first

BANK_FEES = "627"
CLIENT = "client"
# Stripe's shortest is 30 minutes; the same page is offered again for the first part of them.
LASTS = timedelta(minutes=40)
_AGAIN = timedelta(minutes=30)


class CardState(StrEnum):
    """ASKED: the provider has not answered yet; OPEN: its page waits for the client."""

    ASKED = "asked"
    OPEN = "open"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Checkout:
    """A payment by card that a client began; cents."""

    id: int
    key: str
    provider: str
    invoice_id: int
    amount: int
    state: CardState
    session: str | None
    address: str
    until: datetime
    receipt_id: int | None = None

    def serves(self, provider: str, amount: int, at: datetime) -> bool:
        """Whether its page may be gone to again instead of asking for another."""
        same = (self.provider, self.amount) == (provider, amount)
        return self.state is CardState.OPEN and same and at < self.until - LASTS + _AGAIN


def judge_part(part: int, open: int, least: int) -> None:
    """Refuse a part (cents) of an invoice of which `open` are left: none may be paid (`least` 0),
    less than the business takes, more than is left."""
    if least <= 0:
        raise refuse(
            "payments.no_parts", "No part can be paid here: pay what is left, or ask us.", "part"
        )
    if part < least:
        raise refuse(
            "payments.part_small", "A part is of %(least)s at least.", "part", least=Euros(least)
        )
    if part > open:
        raise refuse(
            "payments.part_large", "Only %(open)s are left to pay.", "part", open=Euros(open)
        )


def parts_on(
    taken: int, owed: Iterable[Owed], instalment_ids: Iterable[int]
) -> list[tuple[int, int]]:
    """The cents taken on what is still open of the invoice they were paid for; none of them goes
    anywhere else, the rest is the client's credit."""
    of_invoice = set(instalment_ids)
    return oldest_first(taken, [each for each in owed if each.instalment_id in of_invoice])


def fee_lines(fee: int) -> list[Line]:
    """D627 / C5115: what the provider keeps never reaches the bank (cents)."""
    return [*debit(BANK_FEES, fee), *credit(CARD, fee)]


def cuts(amount: int, open: int, on: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What has to come off for `amount` cents to be free of a receipt of which `open` are left:
    (allocation, cents that go back on), the last one first; fewer when there is no more."""
    found, need = [], amount - open
    for allocation, cents in reversed(list(on)):
        if need <= 0:
            break
        found.append((allocation, max(cents - need, 0)))
        need -= cents
    return found
