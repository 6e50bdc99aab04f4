"""Numbers, given out inside the issuing transaction: a rollback gives them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.adapters.database import Tx, is_postgres
from app.core.errors import refuse
from app.invoices import rules
from app.invoices.rules import Kind
from app.invoices.tables import Invoice, SeriesCounter
from app.settings.queries import business

_CHUNK = 500
_HELD = " FOR UPDATE" if is_postgres else ""


@dataclass(frozen=True)
class Series:
    """A series in a year, held until the transaction ends."""

    kind: Kind
    year: int
    format: str
    last_issued_on: date | None


async def hold_series(tx: Tx, kind: Kind, on: date) -> Series:
    """Step: hold every year of a kind's series; the row of this year is made on demand."""
    shop = await business()
    format = shop.credit_note_format if kind is Kind.CREDIT_NOTE else shop.invoice_format
    year = rules.series_year(format, on)
    await SeriesCounter.insert(SeriesCounter(series=kind, year=year)).on_conflict(
        target=(SeriesCounter.series, SeriesCounter.year), action="DO NOTHING"
    )
    rows = await SeriesCounter.raw(
        f"SELECT last_issued_on FROM series_counter WHERE series = {{}} ORDER BY year{_HELD}",
        kind.value,
    )
    days = [row["last_issued_on"] for row in rows if row["last_issued_on"]]
    return Series(kind, year, format, max(days, default=None))


async def take_numbers(tx: Tx, series: Series, on: date, count: int) -> list[str]:
    """Step: the next numbers of a series, one after the other, without a gap.

    Refused: a number that a document has already (the format was changed into an older one).
    """
    row = (
        await SeriesCounter.update(
            {SeriesCounter.n: SeriesCounter.n + count, SeriesCounter.last_issued_on: on}
        )
        .where(SeriesCounter.series == series.kind, SeriesCounter.year == series.year)
        .returning(SeriesCounter.n)
    )
    last = int(row[0]["n"])
    numbers = [rules.number(series.format, on, n) for n in range(last - count + 1, last + 1)]
    await _refuse_taken(numbers)
    return numbers


async def _refuse_taken(numbers: Sequence[str]) -> None:
    for start in range(0, len(numbers), _CHUNK):
        part = list(numbers[start : start + _CHUNK])
        taken = (
            await Invoice.select(Invoice.number)
            .where(Invoice.origin == "own", Invoice.number.is_in(part))
            .first()
        )
        if taken:
            raise refuse(
                "invoices.number_taken",
                "The number %(number)s exists already. Change the numbering under Settings.",
                number=taken["number"],
            )
