"""A line of products: what it says, and whether it agrees with one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalogue.rules import FIELD_LABELS, MOST_QUANTITY, Nature, ProductValues, gross_of
from app.core.errors import Refused, finding
from app.core.formats import quantity, unit_price
from app.core.money import Euros
from app.core.text import searchable
from app.imports.rules.reading import Cells

_NATURES = {
    "goods": Nature.GOODS,
    "bien": Nature.GOODS,
    "biens": Nature.GOODS,
    "marchandise": Nature.GOODS,
    "produit": Nature.GOODS,
    "article": Nature.GOODS,
    "service": Nature.SERVICES,
    "services": Nature.SERVICES,
    "prestation": Nature.SERVICES,
    "prestation de service": Nature.SERVICES,
    "prestation de services": Nature.SERVICES,
}


@dataclass(frozen=True)
class ProductLine:
    """One product of a file; `on_hand` 1e-4 (None: no stock is told), `said` are the fields that
    its line fills in."""

    values: ProductValues
    on_hand: int | None
    said: frozenset[str]

    @property
    def key(self) -> str:
        """What makes it this product and no other: its barcode, else its name."""
        return self.values.barcode or searchable(self.values.name)


def read_product(line: Mapping[str, str], charges_vat: bool) -> ProductLine:
    """Judge a line, but for what the catalogue itself judges. Refused with every fault: no price,
    two that contradict each other, no rate of VAT where the business charges it."""
    cells = Cells(line)
    on_hand = cells.quantity("on_hand", required=False)
    minimum = cells.quantity("minimum", required=False)
    if on_hand is not None and not 0 <= on_hand <= MOST_QUANTITY:
        cells.fail("imports.stock", "A stock is not less than zero.", "on_hand")
    price = cells.unit_price("price", required=False)
    gross = cells.amount("gross")
    if not line.get("price") and not line.get("gross"):
        cells.fail("imports.no_price", "No price: fill in one, excl. or incl. VAT.", "price")
    values = ProductValues(
        name=cells.text("name", required=True),
        vat_rate=cells.rate("vat_rate", required=charges_vat) or 0,
        price=price,
        gross=gross if price is None else None,
        detail=cells.text("detail", max=2_000),
        nature=cells.choice("nature", _NATURES, Nature.GOODS),
        category=cells.text("category", max=80),
        unit=cells.text("unit", max=20),
        barcode=cells.text("barcode", max=60),
        is_tile=cells.flag("is_tile"),
        is_stocked=on_hand is not None or minimum is not None,
        minimum=minimum,
        account=cells.text("account", max=10),
    )
    if price is not None and gross is not None and gross != gross_of(values):
        cells.fail(
            "imports.prices_differ",
            "With VAT this price comes to %(reckoned)s, and the line says %(said)s: keep one.",
            "gross",
            reckoned=Euros(gross_of(values)),
            said=Euros(gross),
        )
    cells.check()
    said = {name for name in FIELD_LABELS if line.get(name)}
    return ProductLine(values, on_hand, frozenset(said - {"gross"} if price is not None else said))


def same_product(there: ProductValues, line: ProductLine) -> None:
    """A product that is there already: refused when the line says something else about it."""
    found = [
        finding(
            "imports.product_differs",
            "%(name)s is there already with another %(what)s: “%(there)s”, and the line says"
            " “%(said)s”. Change it on its card.",
            name,
            name=there.name,
            what=FIELD_LABELS[name],
            there=_shown(there, name),
            said=_shown(line.values, name),
        )
        for name in sorted(line.said)
        if not _agree(there, line.values, name)
    ]
    if found:
        raise Refused(found)


def _agree(there: ProductValues, said: ProductValues, name: str) -> bool:
    if name == "name":
        return searchable(there.name) == searchable(said.name)
    return bool(getattr(there, name) == getattr(said, name))


def _shown(values: ProductValues, name: str) -> object:
    value = getattr(values, name)
    if value is None:
        return "–"
    if name == "price":
        return unit_price(value)
    if name == "gross":
        return Euros(value)
    if name == "minimum":
        return quantity(value)
    if name == "vat_rate":
        return f"{value / 100:g} %"
    return str(value)[:80]
