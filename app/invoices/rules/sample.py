"""An invoice that was never issued, to show how documents look."""

from datetime import date, timedelta
from typing import Any

from app.core.errors import N_
from app.core.i18n import gettext
from app.invoices.rules.kinds import Kind, Purpose
from app.invoices.rules.printed import DocumentView, LineView
from app.invoices.rules.values import Party, Seller, VatPart

_TERMS = timedelta(days=30)
# Cents: 2 h at 65.00, one part of 48.50, and VAT at 20 % on both.
_LINES = (
    (N_("Labour"), 20_000, "h", 65_000_000, 13_000),
    (N_("Spare part"), 10_000, "", 48_500_000, 4_850),
)
_NET, _VAT = 17_850, 3_570
# What an ordinary invoice says nothing of.
_PLAIN: dict[str, Any] = {
    **dict.fromkeys(("service_from", "service_to", "delivered_on", "delivery", "early")),
    **dict.fromkeys(("credits", "corrects", "paid_on")),
    **dict.fromkeys(("allowances", "charges", "prepaid", "rounding"), 0),
    **dict.fromkeys(("order_number", "note", "operation"), ""),
    **dict.fromkeys(("adjustments", "deductions", "instalments"), ()),
    "detail": "lines",
    "is_grouped": False,
}


def sample(seller: Seller, number: str, on: date, mentions: tuple[str, ...]) -> DocumentView:
    """An invoice of two lines to a client made up, as the seller would print it on a day."""
    charges = seller.charges_vat
    vat = _VAT if charges else 0
    category, rate = ("S", 2000) if charges else ("E", 0)
    return DocumentView(
        kind=Kind.INVOICE,
        purpose=Purpose.ORDINARY,
        number=number,
        language="fr",
        issued_on=on,
        due_on=on + _TERMS,
        **_PLAIN,
        net=_NET,
        vat=vat,
        total=_NET + vat,
        payable=_NET + vat,
        mentions=mentions,
        seller=seller,
        buyer=Party(
            gettext(N_("A client of yours")), "company", "5 place Bellecour", "69002", "Lyon"
        ),
        lines=tuple(
            LineView(
                label=gettext(label),
                quantity=quantity,
                unit_price=price,
                vat_rate=rate,
                vat_category=category,
                unit=unit,
                net=net,
            )
            for label, quantity, unit, price, net in _LINES
        ),
        parts=(VatPart(category, rate, _NET, vat),),
    )
