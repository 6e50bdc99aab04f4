"""What a document takes from the stock, and whether there is enough of it."""

from collections.abc import Mapping

from app.catalogue.queries import ProductView
from app.catalogue.rules import Taken, short
from app.core.errors import Finding
from app.invoices.queries.originals import Original
from app.invoices.queries.rows import Whole


def taken_of(whole: Whole, replaced: Original | None) -> list[Taken]:
    """By product, below zero when it comes back; a correction takes only what its original did
    not."""
    quantities: dict[int, int] = {}
    fields: dict[int, str] = {}
    for at, line in enumerate(whole.lines):
        if product := line["product"]:
            quantities[product] = quantities.get(product, 0) + line["quantity"]
            fields.setdefault(product, f"line-{at}-quantity")
    for line in replaced.whole.lines if replaced else ():
        if product := line["product"]:
            quantities[product] = quantities.get(product, 0) - line["quantity"]
    return [
        Taken(product, quantity, fields.get(product))
        for product, quantity in sorted(quantities.items())
        if quantity
    ]


def short_of(
    whole: Whole, replaced: Original | None, products: Mapping[int, ProductView]
) -> list[Finding]:
    """What a draft would take that is not there."""
    found = []
    for each in taken_of(whole, replaced):
        held = products.get(each.product_id)
        if held is None or not held.is_stocked:
            continue
        if told := short(held, held.on_hand, -each.quantity, each.field):
            found.append(told)
    return found
