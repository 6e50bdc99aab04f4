"""What is done about products, and whatever moves their stock."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from app.adapters.database import Tx, transaction
from app.auth.actions import record
from app.catalogue import queries
from app.catalogue.queries import ProductView
from app.catalogue.rules import (
    FIELD_LABELS,
    Cause,
    ProductValues,
    changed,
    checked,
    moved,
    search_text,
    version,
)
from app.catalogue.tables import Product, StockMovement
from app.core.errors import Finding, Refused, finding, refuse
from app.core.formats import quantity as shown
from app.core.text import searchable
from app.law.queries import law_on
from app.settings.queries import business


@dataclass(frozen=True)
class Taken:
    """What a document moves of a product: `quantity` 1e-4, above zero when it leaves; `field` is
    where the page typed it."""

    product_id: int
    quantity: int
    field: str | None = None


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
    await _note(tx, act, product_id, at, by, name=kept.name)
    return product_id


async def judged(values: ProductValues, on: date) -> ProductValues:
    """The values as they would be kept on a day; refused with every fault."""
    shop = await business()
    rates = (await law_on(on)).vat_rates(shop.postcode) if shop.charges_vat else ()
    return checked(values, rates)


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
        before = await _held(product_id)
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
        await _note(tx, "product.changed", product_id, at, by, name=kept.name, fields=labels)


async def archive(product_id: int, *, at: datetime, by: str) -> None:
    """Put a product out of the lists and the counter; again changes nothing."""
    async with transaction() as tx:
        await _held(product_id)
        done = (
            await Product.update({Product.archived_at: at})
            .where(Product.id == product_id, Product.archived_at.is_null())
            .returning(Product.id)
        )
        if done:
            await _note(tx, "product.archived", product_id, at, by)


async def unarchive(product_id: int, *, at: datetime, by: str) -> None:
    """Bring it back; again changes nothing. Refused when its barcode is another's by now."""
    async with transaction() as tx:
        before = await _held(product_id)
        if before.archived_at is None:
            return
        await _refuse_taken(before.barcode, product_id)
        await Product.update({Product.archived_at: None}).where(Product.id == product_id)
        await _note(tx, "product.unarchived", product_id, at, by)


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
        held = await _held(product_id)
        if await _is_done(product_id, f"hand:{key}"):
            return
        if not held.is_stocked:
            raise refuse("catalogue.not_stocked", "No stock is kept of this product.")
        short = _short(held, signed, "quantity")
        if short:
            raise Refused([short])
        await _write(held, signed, cause, f"hand:{key}", note, on, at, by)
        await _note(
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
        held = await _held(product_id)
        if not held.is_stocked or not each.quantity or await _is_done(product_id, source):
            continue
        short = _short(held, -each.quantity, each.field)
        if short:
            found.append(short)
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
            held = await _held(each.product_id)
            difference = each.counted - each.shown
            if not held.is_stocked or await _is_done(each.product_id, f"count:{key}"):
                continue
            if difference:
                differing += 1
                await _write(held, difference, Cause.COUNT, f"count:{key}", note, on, at, by)
                await _note(
                    tx,
                    "product.counted",
                    each.product_id,
                    at,
                    by,
                    name=held.name,
                    quantity=shown(difference),
                )
    return differing


async def _held(product_id: int) -> ProductView:
    """The product, kept from other writers until the transaction ends."""
    await Product.update({Product.on_hand: Product.on_hand}).where(Product.id == product_id)
    return await queries.product(product_id)


async def _is_done(product_id: int, source: str) -> bool:
    return bool(
        await StockMovement.exists().where(
            StockMovement.product == product_id, StockMovement.source == source
        )
    )


def _short(held: ProductView, signed: int, field: str | None) -> Finding | None:
    """Why a movement may not be: it takes more than there is."""
    if signed >= 0 or held.may_run_short or held.on_hand + signed >= 0:
        return None
    return finding(
        "catalogue.short",
        "%(name)s: %(wanted)s wanted, %(on_hand)s on hand.",
        field,
        name=held.name,
        wanted=shown(-signed),
        on_hand=shown(held.on_hand),
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
    found += [
        finding("catalogue.differs", "It holds something else now.", name) for name in names
    ]
    return Refused(found)


def _columns(values: ProductValues) -> dict[Any, Any]:
    columns: dict[Any, Any] = asdict(values)
    return columns | {
        "nature": values.nature.value,
        "name_key": searchable(values.name),
        "search": search_text(values),
    }


async def _note(tx: Tx, act: str, product_id: int, at: datetime, by: str, **facts: object) -> None:
    detail: Mapping[str, object] = facts
    await record(
        tx,
        act=act,
        subject_kind="product",
        subject_id=product_id,
        at=at,
        by=by,
        detail=detail,
    )
