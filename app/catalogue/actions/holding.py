"""A product held until the transaction ends, and what is noted about it."""

from collections.abc import Mapping
from datetime import datetime

from app.adapters.database import Tx
from app.auth.actions import record
from app.catalogue import queries
from app.catalogue.queries import ProductView
from app.catalogue.tables import Product


async def hold(product_id: int) -> ProductView:
    """The product, kept from other writers until the transaction ends."""
    await Product.update({Product.on_hand: Product.on_hand}).where(Product.id == product_id)
    return await queries.product(product_id)


async def note(tx: Tx, act: str, product_id: int, at: datetime, by: str, **facts: object) -> None:
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
