"""Whatever moves the stock: documents, deliveries, returns, losses, stocktakings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.adapters.database import Tx, transaction
from app.catalogue.actions.holding import hold
from app.catalogue.actions.holding import note as note_act
from app.catalogue.queries import ProductView
from app.catalogue.rules import Cause, Taken, moved, short
from app.catalogue.tables import Product, StockMovement
from app.core.errors import Finding, Refused, finding, refuse
from app.core.formats import quantity as shown


async def move(
    product_id: int,
    cause: Cause,
    quantity: int,
    *,
    key: str,
    note: str,
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Enter a delivery, a return or a loss (`quantity` 1e-4, above zero). `key` is the page's: the
    same one twice is one movement."""
    signed = moved(cause, quantity)
    async with transaction() as tx:
        held = await hold(product_id)
        if await _is_done(product_id, f"hand:{key}"):
            return
        if not held.is_stocked:
            raise refuse("catalogue.not_stocked", "No stock is kept of this product.")
        told = short(held, held.on_hand, signed, "quantity")
        if told:
            raise Refused([told])
        await _write(held, signed, cause, f"hand:{key}", note, on, at, by)
        await note_act(
            tx, "product.moved", product_id, at, by, quantity=shown(signed), name=held.name
        )


async def take_in(
    tx: Tx,
    taken: Sequence[Taken],
    *,
    source: str,
    on: date,
    at: datetime,
    by: str,
    cause: Cause = Cause.SALE,
) -> None:
    """Step: what a document takes from the stock, or brings back (`quantity` below zero), once for
    each `source`. Products without a stock are passed over. Refused, all at once: what would leave
    less than nothing of a product that may not run short."""
    wanted: dict[int, Taken] = {}
    for each in taken:
        before = wanted.get(each.product_id)
        total = each.quantity + (before.quantity if before else 0)
        wanted[each.product_id] = Taken(
            each.product_id, total, each.field if before is None else before.field
        )
    found: list[Finding] = []
    # Always in the order of the ids: two documents never wait for each other.
    for product_id, each in sorted(wanted.items()):
        held = await hold(product_id)
        if not held.is_stocked or not each.quantity or await _is_done(product_id, source):
            continue
        told = short(held, held.on_hand, -each.quantity, each.field)
        if told:
            found.append(told)
        else:
            await _write(held, -each.quantity, cause, source, "", on, at, by)
    if found:
        raise Refused(found)


@dataclass(frozen=True)
class Counted:
    """One line of a stocktaking, in 1e-4: what the page showed, and what was counted."""

    product_id: int
    shown: int
    counted: int


async def count(
    lines: Sequence[Counted], *, key: str, note: str, on: date, at: datetime, by: str
) -> int:
    """Enter a stocktaking; gives back how many products differed.

    What moves is the difference with what the page showed, so that a sale made between the
    counting and the entering is not lost. `key` is the page's: the same one twice counts once.
    """
    wrong = [
        finding("catalogue.counted", "A count is not less than zero.", f"counted-{each.product_id}")
        for each in lines
        if each.counted < 0
    ]
    if wrong:
        raise Refused(wrong)
    differing = 0
    async with transaction() as tx:
        for each in sorted(lines, key=lambda line: line.product_id):
            held = await hold(each.product_id)
            difference = each.counted - each.shown
            if not held.is_stocked or await _is_done(each.product_id, f"count:{key}"):
                continue
            if difference:
                differing += 1
                await _write(held, difference, Cause.COUNT, f"count:{key}", note, on, at, by)
                await note_act(
                    tx,
                    "product.counted",
                    each.product_id,
                    at,
                    by,
                    name=held.name,
                    quantity=shown(difference),
                )
    return differing


async def _is_done(product_id: int, source: str) -> bool:
    return bool(
        await StockMovement.exists().where(
            StockMovement.product == product_id, StockMovement.source == source
        )
    )


async def _write(
    held: ProductView,
    signed: int,
    cause: Cause,
    source: str,
    note: str,
    on: date,
    at: datetime,
    by: str,
) -> None:
    after = held.on_hand + signed
    await Product.update({Product.on_hand: after}).where(Product.id == held.id)
    await StockMovement.insert(
        StockMovement(
            product=held.id,
            cause=cause.value,
            quantity=signed,
            after=after,
            source=source,
            note=note,
            moved_on=on,
            recorded_at=at,
            recorded_by=by,
        )
    )
