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
from app.invoices.rules.kinds import AdjustmentKind
from app.invoices.rules.values import Adjustment, LineDraft, Totals, VatPart

WHOLE = QUANTITY_SCALE


def totals(lines: Sequence[LineDraft], adjustments: Sequence[Adjustment] = ()) -> Totals:
    """Nets, VAT by rate (highest rate first) and sums in cents. Refused: amounts too large."""
    nets = tuple(net_of(line) for line in lines)
    bases: dict[tuple[int, str], int] = {}
    codes: dict[tuple[int, str], str] = {}
    for rate, category, code, net in (
        *((x.vat_rate, x.vat_category, x.exemption, n) for x, n in zip(lines, nets, strict=True)),
        *((a.vat_rate, a.vat_category, a.exemption, a.signed) for a in adjustments),
    ):
        key = (rate, category)
        bases[key] = bases.get(key, 0) + net
        codes[key] = codes.get(key) or code
    parts = tuple(
        VatPart(key[1], key[0], base, vat_on(base, key[0]), codes[key])
        for key, base in sorted(bases.items(), key=lambda each: (-each[0][0], each[0]))
    )
    return _sum(nets, parts, adjustments)


def net_of(line: LineDraft) -> int:
    """The net of a line in cents (BT-131)."""
    return line_net(line.quantity, line.unit_price, line.discount) - line.discount_amount


def gross_lines(
    lines: Sequence[LineDraft], grosses: Sequence[int]
) -> tuple[tuple[LineDraft, ...], Totals]:
    """Lines sold at prices that include VAT: each net is extracted, VAT is reckoned by rate.

    VAT is rate x base, to the cent (BR-CO-17); where the nets do not give what was paid (9,99 € at
    20 %: 8,33 + 1,67 = 10,00) the difference is the document's rounding (BT-114, here -0,01).
    Prices are worked back from the nets; where six decimals cannot give one, its quantity is 1.
    """
    for gross in (*grosses, sum(grosses)):
        _bounded(gross)
    nets = [net_of_gross(gross, line.vat_rate) for line, gross in zip(lines, grosses, strict=True)]
    priced = tuple(_priced(line, net) for line, net in zip(lines, nets, strict=True))
    found = totals(priced)
    return priced, replace(found, rounding=sum(grosses) - found.total)


def _priced(line: LineDraft, net: int) -> LineDraft:
    if line.quantity > 0:
        price = divide(price_of_cents(net) * QUANTITY_SCALE, line.quantity)
        if line_net(line.quantity, price) == net:
            return replace(line, unit_price=price, discount=0)
    return replace(line, quantity=WHOLE, unit_price=price_of_cents(net), discount=0)


def _sum(
    nets: tuple[int, ...], parts: tuple[VatPart, ...], adjustments: Sequence[Adjustment]
) -> Totals:
    allowances = sum(a.amount for a in adjustments if a.kind == AdjustmentKind.ALLOWANCE)
    charges = sum(a.amount for a in adjustments if a.kind == AdjustmentKind.CHARGE)
    net, vat = sum(nets) - allowances + charges, sum(part.vat for part in parts)
    for cents in (*nets, allowances, charges, net + vat):
        _bounded(cents)
    return Totals(nets, parts, net, vat, net + vat, allowances, charges)


def _bounded(cents: int) -> None:
    if abs(cents) > MAX_CENTS:
        raise refuse("invoices.too_large", "This comes to more than 100 billion euros.")
