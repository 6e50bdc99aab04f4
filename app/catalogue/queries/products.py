"""Products as kept: one, several, by code, by name, a page of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from piccolo.columns.combination import Where, WhereRaw
from piccolo.query.functions.aggregate import Count

from app.catalogue.rules import Nature, ProductValues, barcode, gross_of, price_of
from app.catalogue.tables import Product
from app.core.errors import Refused, refuse
from app.core.text import searchable

PAGE_SIZE = 50
SORTS = ("name", "-name", "category", "-category", "on_hand", "-on_hand")


@dataclass(frozen=True)
class ProductView(ProductValues):
    """A product as kept; `on_hand` in 1e-4."""

    id: int = 0
    on_hand: int = 0
    created_at: datetime | None = None
    archived_at: datetime | None = None
    import_id: int | None = None

    @property
    def values(self) -> ProductValues:
        """Only what can be edited."""
        kept = {each.name: getattr(self, each.name) for each in fields(ProductValues)}
        return ProductValues(**kept)

    @property
    def net_price(self) -> int:
        """Without VAT, 1e-6 euro."""
        return price_of(self)

    @property
    def gross_price(self) -> int:
        """With VAT, cents."""
        return gross_of(self)

    @property
    def is_low(self) -> bool:
        """Whether what is on hand has come down to its minimum, or below zero."""
        if not self.is_stocked:
            return False
        return self.on_hand < 0 or (self.minimum is not None and self.on_hand <= self.minimum)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; "" leaves it open."""

    text: str = ""
    category: str = ""
    low: bool = False
    stocked: bool = False
    archived: bool = False


@dataclass(frozen=True)
class ProductPage:
    """One page of a list, and how many there are in all."""

    rows: tuple[ProductView, ...]
    total: int


async def product(product_id: int) -> ProductView:
    """One product; refused when there is none."""
    found = await maybe_product(product_id)
    if found is None:
        raise refuse("catalogue.unknown", "There is no such product.")
    return found


async def maybe_product(product_id: int) -> ProductView | None:
    """One product, or None."""
    row = await Product.select().where(Product.id == product_id).first()
    return _view(row) if row else None


async def products(ids: Iterable[int]) -> dict[int, ProductView]:
    """Several products by their id; unknown ids are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await Product.select().where(Product.id.is_in(wanted))
    return {row["id"]: _view(row) for row in rows}


async def by_barcode(text: str) -> ProductView | None:
    """What is sold under a scanned code; None for an unknown or unreadable one."""
    try:
        code = barcode(text)
    except Refused:
        return None
    if not code:
        return None
    row = (
        await Product.select().where(Product.barcode == code, Product.archived_at.is_null()).first()
    )
    return _view(row) if row else None


async def by_name(names: Iterable[str]) -> dict[str, list[ProductView]]:
    """The products in use of each folded name, for a batch of imported lines."""
    wanted = sorted({searchable(each) for each in names if each})
    found: dict[str, list[ProductView]] = {}
    if wanted:
        for row in await Product.select().where(
            Product.name_key.is_in(wanted), Product.archived_at.is_null()
        ):
            found.setdefault(row["name_key"], []).append(_view(row))
    return found


async def by_barcodes(codes: Iterable[str]) -> dict[str, ProductView]:
    """The products in use that have these codes."""
    wanted = sorted({each for each in codes if each})
    if not wanted:
        return {}
    rows = await Product.select().where(
        Product.barcode.is_in(wanted), Product.archived_at.is_null()
    )
    return {row["barcode"]: _view(row) for row in rows}


async def has_products() -> bool:
    """Whether there is anything to choose from."""
    return bool(await Product.exists().where(Product.archived_at.is_null()))


async def search(text: str, limit: int = 8) -> list[ProductView]:
    """The product of a scanned code, or those in which every word is found; none for no text."""
    if not text.strip():
        return []
    exact = await by_barcode(text)
    if exact:
        return [exact]
    return list((await list_products(Filters(text), size=limit)).rows)


async def tiles(limit: int = 24) -> list[ProductView]:
    """What stands on the counter's tiles, by name."""
    rows = (
        await Product.select()
        .where(Product.is_tile.eq(True), Product.archived_at.is_null())
        .order_by(Product.name_key)
        .limit(limit)
    )
    return [_view(row) for row in rows]


async def list_products(
    filters: Filters, sort: str = "name", page: int = 1, size: int | None = PAGE_SIZE
) -> ProductPage:
    """One page of products in an order of `SORTS`; `size=None` gives them all."""
    query, counted = Product.select(), Product.select(Count())
    for condition in _conditions(filters):
        query, counted = query.where(condition), counted.where(condition)
    columns = {"category": Product.category, "on_hand": Product.on_hand}
    column = columns.get(sort.lstrip("-"), Product.name_key)
    query = query.order_by(column, ascending=not sort.startswith("-")).order_by(Product.id)
    if size is not None:
        query = query.limit(size).offset(max(0, page - 1) * size)
    total = int((await counted)[0]["count"])
    return ProductPage(tuple(_view(row) for row in await query), total)


async def categories() -> list[str]:
    """The categories in use."""
    rows = (
        await Product.select(Product.category)
        .where(Product.category != "", Product.archived_at.is_null())
        .distinct()
    )
    return sorted((row["category"] for row in rows), key=searchable)


async def low_stock() -> list[ProductView]:
    """What has come down to its minimum or below zero, by name."""
    return list((await list_products(Filters(low=True), size=None)).rows)


def _conditions(filters: Filters) -> list[Where | WhereRaw]:
    found: list[Where | WhereRaw] = [
        Product.archived_at.is_not_null() if filters.archived else Product.archived_at.is_null()
    ]
    for word in searchable(filters.text[:200]).split()[:8]:
        escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        found.append(WhereRaw("search LIKE {} ESCAPE '!'", f"%{escaped}%"))
    if filters.category:
        found.append(Product.category == filters.category)
    if filters.low or filters.stocked:
        found.append(Product.is_stocked.eq(True))
    if filters.low:
        found.append(WhereRaw("(on_hand < 0 OR (minimum IS NOT NULL AND on_hand <= minimum))"))
    return found


def _view(row: Mapping[str, Any]) -> ProductView:
    kept = {each.name: row[each.name] for each in fields(ProductView)}
    return ProductView(**{**kept, "nature": Nature(row["nature"])})
