"""How far a series of numbers has come."""

from datetime import date

from app.invoices import rules
from app.invoices.rules import Kind
from app.invoices.tables import SeriesCounter


async def next_number(kind: Kind, format: str, on: date) -> str:
    """The number that the next document issued on `on` would get with this format."""
    row = (
        await SeriesCounter.select(SeriesCounter.n)
        .where(
            SeriesCounter.series == kind.value, SeriesCounter.year == rules.series_year(format, on)
        )
        .first()
    )
    return rules.number(format, on, (row["n"] if row else 0) + 1)
