"""What a tax inspector asks for, in one sealed folder: the entries of each fiscal year as the law
wants them (LPF A47 A-1), the kept documents, the chain that proves them, and what checks it all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.accounting import queries as ledger
from app.adapters.archives import Place, Sealed, Under
from app.books import rules
from app.books.actions.exporting import Days, Made, export_entries
from app.core.fiscal_years import FiscalYears
from app.invoices import actions as invoices
from app.invoices.rules.archive import Period
from app.settings.queries import business

FEC_FOLDER = "fec/"


@dataclass
class Inspection:
    """One being written: the files of entries that are in it, and the archive of documents."""

    archive: invoices.Archive
    entries: list[Made] = field(default_factory=list)


async def inspection(
    first: date, last: date, place: Place, *, on: date, at: datetime, by: str
) -> tuple[Inspection, AsyncIterator[int]]:
    """Begin one of these days; gives back what it is and the steps that write it.

    Refused: days that end before they begin or begin after today, no SIREN, no document in them.
    """
    rules.check_days(first, last)
    # Judged before the first byte is on its way: what is refused later would be a file cut short.
    rules.file_name(rules.Layout.FEC, (await business()).siren, first, last, last)
    years = _years(first, min(last, on), await ledger.fiscal_years())
    sealed = Sealed(place)
    made = Inspection(await invoices.archive(sealed, Period(first, last)))
    return made, _steps(made, sealed, years, on, at, by)


async def _steps(
    made: Inspection, sealed: Sealed, years: list[Days], on: date, at: datetime, by: str
) -> AsyncIterator[int]:
    for days in years:
        place = Under(sealed, FEC_FOLDER)
        made.entries.append(await export_entries(days, place, on=on, at=at, by=by))
        yield 0
    async for done in made.archive.steps(at):
        yield done


def _years(first: date, last: date, years: FiscalYears) -> list[Days]:
    """One file holds one fiscal year."""
    found = []
    while first <= last:
        end = min(years.of(first).last, last)
        found.append(Days(first, end))
        first = end + timedelta(days=1)
    return found
