"""What a document does to the books.

VAT on receipts. The VAT of services waits on 44587 at issue and becomes due (44571) as the
document is settled. What is due of a document is always `waiting x settled / to pay`, rounded once
on the running total, so that the last part leaves no cent behind and undoing a part gives back
exactly what remains.

Credit notes are treated alike, with their own (negative) VAT waiting on 44587 until they are
used. Put on its own unpaid invoice, a credit note settles both documents: what becomes due of
the invoice and what ceases to be due by the credit note cancel, so an invoice that was never paid
creates no VAT due. Where the client had paid, the credit left over keeps its VAT due until it is
used on another invoice (whose VAT becomes due instead: compensation is collection) or refunded.

Deposits. A deposit invoice is no sale: it goes to 4191, and its VAT waits for the money. The final
invoice shows the whole sale, takes 4191 back, and owes only what is left: of the money and of the
VAT.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounting.rules import (
    ADVANCES,
    CLIENTS,
    DISCOUNTS_GIVEN,
    PORTS,
    ROUNDING_GAIN,
    ROUNDING_LOSS,
    VAT_DUE,
    VAT_PENDING,
    Line,
    credit,
    debit,
)
from app.core.money import share
from app.invoices.rules.kinds import Purpose


@dataclass(frozen=True)
class Sale:
    """A document as the books see it: cents, negative for a credit note.

    `sales` are its lines less allowances by account, `charges` what is added to them; `waiting`
    is the VAT not due yet; `prepaid` (with VAT) and `prepaid_vat` come off by deposits.
    """

    client_id: int
    purpose: str
    sales: tuple[tuple[str, int], ...]
    charges: int
    vat: int
    waiting: int
    prepaid: int = 0
    prepaid_vat: int = 0
    rounding: int = 0

    @property
    def payable(self) -> int:
        """What the client owes by it (BT-115)."""
        return self.net + self.vat - self.prepaid + self.rounding

    @property
    def net(self) -> int:
        """Without VAT, charges included."""
        return sum(cents for _, cents in self.sales) + self.charges


def sale(of: Sale) -> tuple[Line, ...]:
    """D411, D4191 / C70…, C7085, C44571, C44587; a credit note, being negative, the other
    way round. A deposit credits 4191 in place of sales, a discount for paying early debits 665."""
    rounding = ROUNDING_GAIN if (of.rounding > 0) != (of.net < 0) else ROUNDING_LOSS
    return (
        *debit(CLIENTS, of.payable, of.client_id),
        *debit(ADVANCES, of.prepaid - of.prepaid_vat),
        *_sold(of),
        *credit(VAT_PENDING, of.waiting),
        *credit(VAT_DUE, of.vat - of.prepaid_vat - of.waiting),
        *credit(rounding, of.rounding),
    )


def _sold(of: Sale) -> list[Line]:
    if of.purpose == Purpose.DEPOSIT:
        return credit(ADVANCES, of.net)
    if of.purpose == Purpose.DISCOUNT:
        return credit(DISCOUNTS_GIVEN, of.net)
    sold = [side for account, cents in of.sales for side in credit(account, cents)]
    return [*sold, *credit(PORTS, of.charges)]


def taken_back(lines: Iterable[Line]) -> tuple[Line, ...]:
    """An entry reversed, when a corrected invoice replaces its document."""
    return tuple(Line(x.account, x.credit, x.debit, x.client_id) for x in lines)


def vat_due(vat: int, settled: int, total: int) -> int:
    """VAT due of a document of `vat` waiting in `total` once `settled` of it is settled (cents)."""
    return share(vat, settled, total)


def vat_moved(cents: int) -> tuple[Line, ...]:
    """VAT that waited becomes due: D44587 / C44571; negative when it ceases to be due."""
    return (*debit(VAT_PENDING, cents), *credit(VAT_DUE, cents))
