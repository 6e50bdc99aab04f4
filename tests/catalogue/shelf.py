"""What Atelier Vauban has on its shelf, and what happens to it."""

from datetime import date

from app.catalogue import actions
from app.catalogue.rules import Cause, Nature, ProductValues
from tests.cast import AMIN, at

TODAY = date(2026, 11, 20)
WHEN = at(TODAY)
# 12.90 € with VAT at 20 %; the code is that of GS1's own example.
CANDLE = ProductValues(
    "Bougie de Lyon",
    2000,
    gross=1_290,
    category="Souvenirs",
    barcode="4006381333931",
    is_tile=True,
    is_stocked=True,
    minimum=20_000,
)
HOUR = ProductValues("Heure d’atelier", 2000, price=65_000_000, nature=Nature.SERVICES, unit="h")


async def shelved(values: ProductValues = CANDLE, quantity: int = 0) -> int:
    """A product of the catalogue, with so much delivered (1e-4)."""
    product_id = await actions.create(values, on=TODAY, at=WHEN, by=AMIN)
    if quantity:
        await delivered(product_id, quantity, key="first")
    return product_id


async def delivered(product_id: int, quantity: int, key: str = "k") -> None:
    await actions.move(
        product_id, Cause.DELIVERY, quantity, key=key, note="BL 17", on=TODAY, at=WHEN, by=AMIN
    )
