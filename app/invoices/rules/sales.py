"""On which account each part of a document's sale is booked. Pure."""

from collections.abc import Sequence

from app.accounting.rules import (
    GOODS,
    GOODS_ABROAD,
    GOODS_EU,
    SERVICES,
    SERVICES_ABROAD,
    SERVICES_EU,
)
from app.core.money import share
from app.invoices.rules.kinds import Nature
from app.invoices.rules.operation import nature_of, nets_by_nature
from app.invoices.rules.values import Adjustment, LineDraft, Seller
from app.invoices.rules.vat import EU, Category

# Subdivisions of 706 and 707: the chart names none, the return asks for these sales apart.
_EU = {Nature.GOODS: GOODS_EU, Nature.SERVICES: SERVICES_EU}
_ABROAD = {Nature.GOODS: GOODS_ABROAD, Nature.SERVICES: SERVICES_ABROAD}
_FRANCE = {Nature.GOODS: GOODS, Nature.SERVICES: SERVICES}
_LEAVING = (Category.REVERSE_CHARGE, Category.OUT_OF_SCOPE)


def account_of(line: LineDraft, seller: Seller, country: str) -> str:
    """Where a line is booked: on its own account, else by its nature and by where it goes.

    What is sold without VAT to another member state (K; AE and O by the buyer's country) and out
    of the Union (G; O) stands apart; what bears French VAT is a French sale whoever buys.
    """
    if line.account:
        return line.account
    nature = nature_of(line, seller)
    abroad = line.vat_category in _LEAVING and country != "FR"
    if line.vat_category == Category.INTRA_COMMUNITY or (abroad and country in EU):
        return _EU[nature]
    if line.vat_category == Category.EXPORT or abroad:
        return _ABROAD[nature]
    return _FRANCE[nature]


def sales(
    lines: Sequence[LineDraft],
    nets: Sequence[int],
    adjustments: Sequence[Adjustment],
    seller: Seller,
    country: str,
) -> tuple[tuple[str, int], ...]:
    """The net of a document in cents by account, charges apart; an allowance follows its lines.

    Goods and services keep what `nets_by_nature` gives each: only within them is it shared.
    """
    if not lines:
        return ()
    by_nature = nets_by_nature(lines, nets, adjustments, seller)
    whole = {Nature.SERVICES: by_nature.services, Nature.GOODS: by_nature.goods}
    found: dict[Nature, dict[str, int]] = {nature: {} for nature in whole}
    for line, net in zip(lines, nets, strict=True):
        accounts = found[nature_of(line, seller)]
        account = account_of(line, seller, country)
        accounts[account] = accounts.get(account, 0) + net
    return tuple(
        (account, cents)
        for nature, accounts in found.items()
        for account, cents in _shared(whole[nature], accounts, _FRANCE[nature])
    )


def _shared(cents: int, weights: dict[str, int], usual: str) -> list[tuple[str, int]]:
    """Cents over accounts by their weights, to the cent; on the usual one where there is none."""
    total = sum(weights.values())
    if not total:
        return [(usual, cents)] if cents else []
    made, weight, given = [], 0, 0
    for account, part in weights.items():
        weight += part
        until = share(cents, weight, total)
        made.append((account, until - given))
        given = until
    return [(account, part) for account, part in made if part]
