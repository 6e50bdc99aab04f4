"""What a document sells, and what follows: its category, its frame, when its VAT is due. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.accounting.rules import GOODS
from app.core.money import share
from app.invoices.rules.kinds import Nature, Operation, Purpose
from app.invoices.rules.values import Adjustment, LineDraft, Seller, VatPart

_LETTERS = {Operation.GOODS: "B", Operation.SERVICES: "S", Operation.MIXED: "M"}


def nature_of(line: LineDraft, seller: Seller) -> Nature:
    """What a line is; what it does not say is what the business usually sells."""
    if line.nature:
        return Nature(line.nature)
    return Nature.GOODS if seller.sales == GOODS else Nature.SERVICES


def operation(lines: Iterable[LineDraft], seller: Seller) -> Operation:
    """Goods, services, or both, of a whole document."""
    natures = {nature_of(line, seller) for line in lines}
    if len(natures) > 1:
        return Operation.MIXED
    return Operation(next(iter(natures), Nature.SERVICES).value)


def frame(operation: str, purpose: str, paid: bool, prepaid: int) -> str:
    """The invoicing frame (BT-23, BR-FR-08): B goods, S services, M both; 2 paid as it is issued,
    4 final after a deposit (never of a deposit itself, BR-FR-CO-08), 1 otherwise."""
    letter = _LETTERS[Operation(operation or "services")]
    if paid:
        return f"{letter}2"
    return f"{letter}4" if prepaid and purpose != Purpose.DEPOSIT else f"{letter}1"


@dataclass(frozen=True)
class Natures:
    """Cents (signed) that are goods and that are services."""

    goods: int = 0
    services: int = 0


def nets_by_nature(
    lines: Sequence[LineDraft],
    nets: Sequence[int],
    adjustments: Sequence[Adjustment],
    seller: Seller,
) -> Natures:
    """The net of a document by nature, charges apart: an allowance follows its rate's lines."""
    goods = services = 0
    for _, found, allowed in _groups(lines, nets, adjustments, seller):
        part = share(allowed, found.services, found.goods + found.services)
        if not found.goods + found.services:
            part = allowed if seller.sales != GOODS else 0
        goods += found.goods - (allowed - part)
        services += found.services - part
    return Natures(goods, services)


def vat_of_services(
    lines: Sequence[LineDraft],
    nets: Sequence[int],
    adjustments: Sequence[Adjustment],
    parts: Sequence[VatPart],
    seller: Seller,
) -> int:
    """VAT in cents of what are services: of a rate that has both, by their nets."""
    groups = {key: found for key, found, _ in _groups(lines, nets, adjustments, seller)}
    cents = 0
    for part in parts:
        found = groups[part.rate, part.category]
        if found.goods + found.services:
            cents += share(part.vat, found.services, found.goods + found.services)
        elif seller.sales != GOODS:
            cents += part.vat
    return cents


def waiting(
    *, purpose: str, vat: int, services: int, prepaid_vat: int, payable: int, seller: Seller
) -> int:
    """VAT in cents that is due only when the money comes: of services, of a deposit whatever it is
    for, never with the option for debits. What a deposit has paid already does not wait again."""
    if not seller.charges_vat or seller.vat_on_debits or payable == 0:
        return 0
    whole = vat if purpose == Purpose.DEPOSIT else services
    sign = -1 if payable < 0 else 1
    return sign * max(0, sign * (whole - prepaid_vat))


def _groups(
    lines: Sequence[LineDraft],
    nets: Sequence[int],
    adjustments: Sequence[Adjustment],
    seller: Seller,
) -> list[tuple[tuple[int, str], Natures, int]]:
    """By rate and category: the lines' nets by nature, and the allowances on them."""
    found: dict[tuple[int, str], Natures] = {}
    allowed: dict[tuple[int, str], int] = {}
    for line, net in zip(lines, nets, strict=True):
        key = (line.vat_rate, line.vat_category)
        was = found.get(key, Natures())
        if nature_of(line, seller) is Nature.GOODS:
            found[key] = Natures(was.goods + net, was.services)
        else:
            found[key] = Natures(was.goods, was.services + net)
    for each in adjustments:
        key = (each.vat_rate, each.vat_category)
        found.setdefault(key, Natures())
        taken = each.amount if each.kind == "allowance" else 0
        allowed[key] = allowed.get(key, 0) + taken
    return [(key, natures, allowed.get(key, 0)) for key, natures in found.items()]
