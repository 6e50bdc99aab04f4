"""Products: added, changed, archived; a change of somebody else is never overwritten unseen."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.catalogue import queries
from app.catalogue.actions.holding import hold, note
from app.catalogue.actions.stock import take_in
from app.catalogue.rules import (
    FIELD_LABELS,
    Cause,
    ProductValues,
    Taken,
    changed,
    checked,
    search_text,
    version,
)
from app.catalogue.tables import Product
from app.core.errors import Refused, finding, refuse
from app.core.formats import quantity as shown
from app.core.text import searchable
from app.law.queries import law_on
from app.settings.queries import business


async def create(values: ProductValues, *, on: date, at: datetime, by: str) -> int:
    """Add a product; gives back its id. Refused with every fault, and a barcode in use."""
    async with transaction() as tx:
        return await create_in(tx, values, on=on, at=at, by=by)


async def create_in(
    tx: Tx,
    values: ProductValues,
    *,
    on: date,
    at: datetime,
    by: str,
    import_id: int | None = None,
) -> int:
    """Step: the same."""
    kept = await judged(values, on)
    await _refuse_taken(kept.barcode, None)
    [row] = await Product.insert(
        Product(**_columns(kept), import_id=import_id, created_at=at)
    ).returning(Product.id)
    product_id = int(row["id"])
    act = "product.created" if import_id is None else "product.imported"
    await note(tx, act, product_id, at, by, name=kept.name)
    return product_id


async def judged(values: ProductValues, on: date) -> ProductValues:
    """The values as they would be kept on a day; refused with every fault."""
    return checked(values, await rates_on(on))


async def rates_on(on: date) -> tuple[int, ...]:
    """The rates of VAT that may be charged on a day besides 0, in basis points; none by a business
    that charges no VAT."""
    shop = await business()
    return (await law_on(on)).vat_rates(shop.postcode) if shop.charges_vat else ()


async def take_back_in(
    tx: Tx, ids: Sequence[int], *, source: str, on: date, at: datetime, by: str
) -> None:
    """Step: products that an import brought go again: their stock to zero, and out of the lists."""
    for product_id in ids:
        held = await hold(product_id)
        if held.on_hand:
            away = [Taken(product_id, held.on_hand)]
            await take_in(tx, away, source=source, on=on, at=at, by=by, cause=Cause.COUNT)
        await Product.update({Product.archived_at: at}).where(Product.id == product_id)
        await note(tx, "product.archived", product_id, at, by)


async def update(
    product_id: int,
    values: ProductValues,
    *,
    on: date,
    at: datetime,
    by: str,
    seen: str | None = None,
) -> None:
    """Change a product; what was sold keeps its price. Refused, naming the fields, when somebody
    else has changed it since `seen`; when its stock is no longer kept while some is on hand."""
    kept = await judged(values, on)
    async with transaction() as tx:
        before = await hold(product_id)
        differing = changed(before.values, kept)
        if not differing:
            return
        if seen is not None and seen != version(before.values):
            raise _changed_meanwhile(differing)
        await _refuse_taken(kept.barcode, product_id)
        if before.on_hand and not kept.is_stocked:
            raise refuse(
                "catalogue.stock_left",
                "%(quantity)s are on hand: bring the stock to zero first.",
                "is_stocked",
                quantity=shown(before.on_hand),
            )
        await Product.update(_columns(kept)).where(Product.id == product_id)
        labels = [FIELD_LABELS[name] for name in differing]
        await note(tx, "product.changed", product_id, at, by, name=kept.name, fields=labels)


async def archive(product_id: int, *, at: datetime, by: str) -> None:
    """Put a product out of the lists and the counter; again changes nothing."""
    async with transaction() as tx:
        await hold(product_id)
        done = (
            await Product.update({Product.archived_at: at})
            .where(Product.id == product_id, Product.archived_at.is_null())
            .returning(Product.id)
        )
        if done:
            await note(tx, "product.archived", product_id, at, by)


async def unarchive(product_id: int, *, at: datetime, by: str) -> None:
    """Bring it back; again changes nothing. Refused when its barcode is another's by now."""
    async with transaction() as tx:
        before = await hold(product_id)
        if before.archived_at is None:
            return
        await _refuse_taken(before.barcode, product_id)
        await Product.update({Product.archived_at: None}).where(Product.id == product_id)
        await note(tx, "product.unarchived", product_id, at, by)


async def _refuse_taken(code: str, but: int | None) -> None:
    if not code:
        return
    other = await queries.by_barcode(code)
    if other is not None and other.id != but:
        raise refuse(
            "catalogue.barcode_taken",
            "This barcode is that of %(name)s.",
            "barcode",
            name=other.name,
        )


def _changed_meanwhile(names: Sequence[str]) -> Refused:
    found = [
        finding(
            "catalogue.changed_meanwhile",
            "Somebody has changed this product meanwhile: open it again to see what is there now.",
        )
    ]
    found += [finding("catalogue.differs", "It holds something else now.", name) for name in names]
    return Refused(found)


def _columns(values: ProductValues) -> dict[Any, Any]:
    columns: dict[Any, Any] = asdict(values)
    return columns | {
        "nature": values.nature.value,
        "name_key": searchable(values.name),
        "search": search_text(values),
    }
