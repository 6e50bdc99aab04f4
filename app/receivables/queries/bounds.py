"""The bounds of the ages, as chosen."""

from app.receivables.rules import BOUNDS, Bounds
from app.receivables.tables import AgingBounds


async def bounds() -> Bounds:
    """The most days late that each age but the last one holds."""
    row = await AgingBounds.select().where(AgingBounds.id == 1).first()
    return (0, row["first"], row["second"], row["third"]) if row else BOUNDS
