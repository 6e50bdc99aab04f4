"""Fiscal years that are not calendar years: entered, followed, closed, and named on the file."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounting import actions, queries
from app.accounting.rules import PeriodKind
from app.adapters.archives import Zip
from app.books.actions import Days, export_entries
from app.core.errors import Refused
from app.core.fiscal_years import FiscalYear, FiscalYears, check_fiscal_year
from tests.accounting.test_closures import sound, story
from tests.cast import ODILE, at, browser, signed_in

D = date.fromisoformat


def year(first: str, last: str) -> FiscalYear:
    return FiscalYear(D(first), D(last))


def test_with_none_entered_they_are_calendar_years() -> None:
    assert FiscalYears().of(D("2028-02-29")) == year("2028-01-01", "2028-12-31")


def test_a_long_first_year_then_calendar_years() -> None:
    """Opened on 15 September 2026, first accounts on 31 December 2027: sixteen months."""
    years = FiscalYears([year("2026-09-15", "2027-12-31")])
    assert years.of(D("2026-12-31")) == years.of(D("2027-12-31"))
    assert years.of(D("2028-01-01")) == year("2028-01-01", "2028-12-31")
    # Nothing is there before it; a day all the same is in some year, which ends the day before.
    assert years.of(D("2026-09-14")).last == D("2026-09-14")


def test_years_that_end_in_june_before_and_after() -> None:
    years = FiscalYears([year("2025-07-01", "2026-06-30")])
    assert years.of(D("2026-07-01")) == year("2026-07-01", "2027-06-30")
    assert years.of(D("2025-06-30")) == year("2024-07-01", "2025-06-30")
    assert years.before(years.of(D("2026-09-01"))) == year("2025-07-01", "2026-06-30")


def test_a_change_from_december_to_june() -> None:
    """The calendar years up to 2026, six months, then July to June."""
    years = FiscalYears([year("2026-01-01", "2026-12-31"), year("2027-01-01", "2027-06-30")])
    found = [years.of(D(each)) for each in ("2025-05-01", "2027-06-30", "2027-07-01")]
    assert found == [
        year("2025-01-01", "2025-12-31"),
        year("2027-01-01", "2027-06-30"),
        year("2027-07-01", "2028-06-30"),
    ]


MONTHS = st.lists(st.integers(1, 24), min_size=1, max_size=4)


@given(st.integers(2020, 2030), st.integers(1, 12), MONTHS, st.integers(-900, 2500))
def test_each_day_is_in_one_year_and_years_leave_no_day_out(
    begins: int, month: int, lengths: list[int], offset: int
) -> None:
    entered, first = [], date(begins, month, 1)
    for length in lengths:
        total = first.year * 12 + first.month - 1 + length
        after = date(total // 12, total % 12 + 1, 1)
        entered.append(FiscalYear(first, after - timedelta(days=1)))
        first = after
    years = FiscalYears(entered)
    day = date(begins, month, 1) + timedelta(days=offset)
    found = years.of(day)
    assert found.first <= day <= found.last
    assert {years.of(found.first), years.of(found.last)} == {found}
    assert years.of(found.last + timedelta(days=1)).first == found.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-12-01", "2026-11-30", "fiscal.backwards"),
        ("2026-01-01", "2026-12-30", "fiscal.mid_month"),
        ("2026-01-01", "2028-01-31", "fiscal.too_long"),
        ("2025-01-01", "2025-07-31", "fiscal.overlaps"),
    ],
)
def test_refused_by_name(first: str, last: str, code: str) -> None:
    there = [year("2025-07-01", "2025-12-31")]
    assert [each.code for each in check_fiscal_year(year(first, last), there)] == [code]


def test_as_long_as_the_law_leaves() -> None:
    """CGI 37: until 31 December of the year after the beginning, so up to 24 months."""
    assert check_fiscal_year(year("2026-01-01", "2027-12-31"), []) == []


async def entered(first: str, last: str) -> int:
    return await actions.enter_year(year(first, last), at=at("2026-11-20"), by=ODILE)


async def test_the_year_closes_with_its_last_month_and_the_file_is_named_by_its_end(
    database: None,
) -> None:
    await story()
    once = await entered("2025-11-01", "2026-10-31")
    assert await entered("2025-11-01", "2026-10-31") == once
    done = await actions.close_until(D("2026-10-31"), at=at("2026-11-20"), by=ODILE)
    assert [(each.first, each.last) for each in done if each.kind is PeriodKind.YEAR] == [
        (D("2025-11-01"), D("2026-10-31"))
    ]
    days = Days(D("2025-11-01"), D("2026-10-31"))
    made = await export_entries(days, Zip(), on=D("2026-11-20"), at=at("2026-11-20"), by=ODILE)
    assert made.filename.endswith("FEC20261031.txt")
    with pytest.raises(Refused) as two:
        days = Days(D("2026-10-01"), D("2026-11-20"))
        await export_entries(days, Zip(), on=D("2026-11-20"), at=at("2026-11-20"), by=ODILE)
    assert two.value.code == "books.two_years"
    await sound()


async def test_what_is_closed_stays_the_year_that_it_was(database: None) -> None:
    await story()
    kept = await entered("2025-11-01", "2026-10-31")
    ahead = await entered("2026-11-01", "2027-03-31")
    await actions.close_until(D("2026-10-31"), at=at("2026-11-20"), by=ODILE)
    await actions.remove_year(ahead, at=at("2026-11-20"), by=ODILE)
    await actions.remove_year(ahead, at=at("2026-11-20"), by=ODILE)
    with pytest.raises(Refused) as refused:
        await actions.remove_year(kept, at=at("2026-11-20"), by=ODILE)
    assert refused.value.code == "fiscal.closed"
    assert [each.id for each in await queries.years_entered()] == [kept]
    await sound()


async def test_the_owner_enters_it_and_the_books_open_on_it(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T10:00")
    await story()
    path = "/books/closures/years"
    async with browser() as client:
        odile = await signed_in(client, "odile")
        refused = await odile.post(path, data={"first": "01/07/2026", "last": "15/06/2027"})
        assert refused.status_code == 422 and "finit avec un mois" in refused.text
        done = await odile.post(path, data={"first": "01/07/2026", "last": "30/06/2027"})
        assert done.status_code == 303
        page = (await odile.get("/books/closures")).text.replace("\u00a0", " ")
        assert "du 1er juillet 2026 au 30 juin 2027" in page
        assert 'value="01/07/2026"' in (await odile.get("/books")).text
    async with browser() as client:
        amin = await signed_in(client, "amin")
        assert (await amin.post(path, data={"first": "01/07/2027"})).status_code == 403
