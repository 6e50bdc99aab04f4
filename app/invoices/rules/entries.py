"""What a document does to the books.

VAT on receipts. The VAT of services waits on 44587 at issue and becomes due (44571) as the
document is settled. What is due of a document is always `vat x settled / total`, rounded once on
the running total, so that the last part leaves no cent behind and undoing a part gives back
exactly what remains.

Credit notes are treated alike, with their own (negative) VAT waiting on 44587 until they are
used. Put on its own unpaid invoice, a credit note settles both documents: what becomes due of
the invoice and what ceases to be due by the credit note cancel, so an invoice that was never paid
creates no VAT due. Where the client had paid, the credit left over keeps its VAT due until it is
used on another invoice (whose VAT becomes due instead: compensation is collection) or refunded.
"""

from app.accounting.rules import (
    CLIENTS,
    VAT_DUE,
    VAT_PENDING,
    Line,
    credit,
    debit,
)
from app.core.money import share
from app.invoices.rules.values import Seller


def sale(client_id: int, net: int, vat: int, seller: Seller) -> tuple[Line, ...]:
    """D411 / C706|707 / C44571, or C44587 while VAT waits for the money; a credit note, being
    negative, the other way round."""
    account = VAT_PENDING if seller.vat_pending else VAT_DUE
    return (
        *debit(CLIENTS, net + vat, client_id),
        *credit(seller.sales, net),
        *credit(account, vat),
    )


def vat_due(vat: int, settled: int, total: int) -> int:
    """VAT due of a document of `vat` in `total` once `settled` of it is settled (cents)."""
    return share(vat, settled, total)


def vat_moved(cents: int) -> tuple[Line, ...]:
    """VAT that waited becomes due: D44587 / C44571; negative when it ceases to be due."""
    return (*debit(VAT_PENDING, cents), *credit(VAT_DUE, cents))
