"""Totals of EN 16931: line nets to the cent, VAT by category and rate on their sum."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.errors import refuse
from app.core.money import (
    MAX_CENTS,
    QUANTITY_SCALE,
    divide,
    line_net,
    net_of_gross,
    price_of_cents,
    vat_on,
)
from app.invoices.rules.values import LineDraft, Totals, VatPart

WHOLE = QUANTITY_SCALE


def totals(lines: Sequence[LineDraft]) -> Totals:
    """Nets, VAT by rate (highest rate first) and sums in cents. Refused: amounts too large."""
    nets = tuple(line_net(line.quantity, line.unit_price, line.discount) for line in lines)
    bases: dict[tuple[int, str], int] = {}
    for line, net in zip(lines, nets, strict=True):
        key = (line.vat_rate, line.vat_category)
        bases[key] = bases.get(key, 0) + net
    parts = tuple(
        VatPart(category, rate, base, vat_on(base, rate))
        for (rate, category), base in sorted(bases.items(), key=lambda each: (-each[0][0], each[0]))
    )
    return _sum(nets, parts)


def gross_line(line: LineDraft, gross: int) -> tuple[LineDraft, Totals]:
    """A line sold at a price that includes VAT: the net is extracted, VAT is what remains.

    The document's total is exactly what was paid, even where no net price gives it (9,99 € at
    20 %: 8,33 + 1,66). EN 16931 wants VAT = rate x base (BR-CO-17, here 1,67), so the structured
    document will say 1,67 and carry the difference as its rounding amount (BT-114, -0,01).
    The price is worked back from the net; where six decimals cannot give it, the quantity is 1.
    """
    _bounded(gross)
    net = net_of_gross(gross, line.vat_rate)
    parts = (VatPart(line.vat_category, line.vat_rate, net, gross - net),)
    return _priced(line, net), Totals((net,), parts, net, gross - net, gross)


def _priced(line: LineDraft, net: int) -> LineDraft:
    if line.quantity > 0:
        price = divide(price_of_cents(net) * QUANTITY_SCALE, line.quantity)
        if line_net(line.quantity, price) == net:
            return replace(line, unit_price=price, discount=0)
    return replace(line, quantity=WHOLE, unit_price=price_of_cents(net), discount=0)


def negated(lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The lines of a credit note: same prices (BR-FR-DEC-03 wants them positive), quantities
    negative."""
    return [replace(line, quantity=-line.quantity) for line in lines]


def _sum(nets: tuple[int, ...], parts: tuple[VatPart, ...]) -> Totals:
    net, vat = sum(nets), sum(part.vat for part in parts)
    for cents in (*nets, net + vat):
        _bounded(cents)
    return Totals(nets, parts, net, vat, net + vat)


def _bounded(cents: int) -> None:
    if abs(cents) > MAX_CENTS:
        raise refuse("invoices.too_large", "This comes to more than 100 billion euros.")
