"""Fiscal years entered by hand, while no year that they touch is closed."""

from datetime import datetime

from app.accounting import queries
from app.accounting.actions.posting import hold_books
from app.accounting.tables import EnteredYear
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.core.errors import Refused, refuse
from app.core.fiscal_years import FiscalYear, FiscalYears, check_fiscal_year


async def enter_year(year: FiscalYear, *, at: datetime, by: str) -> int:
    """Enter a fiscal year, of however many months; gives back its id, the same one when it is there
    already. Refused: see `check_fiscal_year`; what would change a year that is closed."""
    async with transaction() as tx:
        await hold_books(tx)
        there = await queries.years_entered()
        if same := next((each for each in there if each.year == year), None):
            return same.id
        if found := check_fiscal_year(year, [each.year for each in there]):
            raise Refused(found)
        await _judge_closed((await queries.fiscal_years()).with_year(year))
        row = EnteredYear(first_day=year.first, ends_on=year.last, recorded_at=at, recorded_by=by)
        [made] = await EnteredYear.insert(row)
        await _note(tx, "books.year_entered", int(made["id"]), year, at, by)
        return int(made["id"])


async def remove_year(year_id: int, *, at: datetime, by: str) -> None:
    """Take back a fiscal year entered by mistake; again changes nothing. Refused: it would change
    a year that is closed."""
    async with transaction() as tx:
        await hold_books(tx)
        there = await queries.years_entered()
        gone = next((each for each in there if each.id == year_id), None)
        if gone is None:
            return
        left = [each.year for each in there if each.id != year_id]
        await _judge_closed(FiscalYears(left))
        await EnteredYear.delete().where(EnteredYear.id == year_id)
        await _note(tx, "books.year_removed", year_id, gone.year, at, by)


async def _judge_closed(years: FiscalYears) -> None:
    for each in await queries.closed_years():
        if years.of(each.period.last) != FiscalYear(each.period.first, each.period.last):
            raise refuse(
                "fiscal.closed",
                "The year up to %(day)s is closed: it stays as it is.",
                "first",
                day=each.period.last,
            )


async def _note(tx: Tx, act: str, year_id: int, year: FiscalYear, at: datetime, by: str) -> None:
    await auth.record(
        tx,
        act=act,
        subject_kind="fiscal_year",
        subject_id=year_id,
        detail={"first": year.first, "last": year.last},
        at=at,
        by=by,
    )
