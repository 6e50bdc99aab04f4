"""What moves the stock, and what may not."""

from dataclasses import dataclass
from enum import StrEnum

from app.catalogue.rules.products import MOST_QUANTITY, ProductValues
from app.core.errors import N_, Finding, finding, refuse
from app.core.formats import quantity


class Cause(StrEnum):
    """Why the stock moved."""

    DELIVERY = "delivery"
    SALE = "sale"
    RETURN = "return"
    LOSS = "loss"
    COUNT = "count"


CAUSE_LABELS = {
    Cause.DELIVERY: N_("Delivery"),
    Cause.SALE: N_("Sale"),
    Cause.RETURN: N_("Return by a client"),
    Cause.LOSS: N_("Loss, breakage, own use"),
    Cause.COUNT: N_("Stocktaking"),
}
# What a person enters: a sale is written by its document, a difference by a stocktaking.
BY_HAND = (Cause.DELIVERY, Cause.RETURN, Cause.LOSS)


def moved(cause: Cause, amount: int) -> int:
    """The signed movement (1e-4) of a quantity entered by hand, which must be above zero."""
    if cause not in BY_HAND:
        raise refuse("catalogue.cause", "Choose why the stock moves.", "cause")
    if not 0 < amount <= MOST_QUANTITY:
        raise refuse("catalogue.quantity", "The quantity must be more than zero.", "quantity")
    return -amount if cause is Cause.LOSS else amount


@dataclass(frozen=True)
class Taken:
    """What a document moves of a product: `quantity` 1e-4, above zero when it leaves; `field` is
    where the page typed it."""

    product_id: int
    quantity: int
    field: str | None = None


def short(values: ProductValues, on_hand: int, signed: int, field: str | None) -> Finding | None:
    """Why a movement (1e-4, signed) may not be: it takes more than there is."""
    if signed >= 0 or values.may_run_short or on_hand + signed >= 0:
        return None
    return finding(
        "catalogue.short",
        "%(name)s: %(wanted)s wanted, %(on_hand)s on hand.",
        field,
        name=values.name,
        wanted=quantity(-signed),
        on_hand=quantity(on_hand),
    )
