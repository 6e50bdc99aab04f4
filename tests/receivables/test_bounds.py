"""The owner's own bounds: the board and what is behind it agree; statements keep theirs."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.receivables import actions, queries, rules
from app.receivables.rules import Age
from tests.cast import ODILE, browser, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import sold

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("three", [(0, 30, 60), (30, 30, 60), (30, 20, 60), (30, 60, 731)])
def test_bounds_out_of_order_are_refused(three: tuple[int, int, int]) -> None:
    with pytest.raises(Refused, match="above the one before"):
        rules.check_bounds(*three)


def test_each_age_under_other_bounds() -> None:
    """With 15, 45 and 120 days: 15 days late is the first age, 16 the second, 121 the last."""
    bounds = rules.check_bounds(15, 45, 120)
    on = date(2026, 12, 31)
    ages = {
        days: rules.age_of(date.fromordinal(on.toordinal() - days), on, bounds)
        for days in (0, 15, 16, 45, 46, 120, 121)
    }
    assert list(ages.values()) == [
        Age.NOT_DUE, Age.D1_30, Age.D31_60, Age.D31_60, Age.D61_90, Age.D61_90, Age.OVER_90,
    ]  # fmt: skip


async def test_the_board_and_what_is_behind_it(database: None, at: object) -> None:
    """100 € late by 16 days: in the second age once the first one holds 15."""
    at("2026-11-20T09:00")  # type: ignore[operator]
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 100, "2026-10-05", "2026-11-04")
    for _ in range(2):
        await actions.set_bounds(15, 45, 120, at=moment(TODAY), by=ODILE)
    bounds = await queries.bounds()
    board = await queries.aging(TODAY, bounds=bounds)
    assert board.total.ages == (0, 0, 10_000, 0, 0) and board.is_equal
    (item,) = await queries.open_items(bellecour, TODAY, bounds=bounds)
    assert item.age is Age.D31_60
    assert (await queries.client_balance(bellecour, TODAY)).d1_30 == 10_000
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/receivables")).text.replace("\u00a0", " ")
        assert "16–45 j" in page and "&gt; 120 j" in page and "31–60 j" not in page
        behind = (await odile.get(f"/receivables/{bellecour}?age=d31_60")).text
        assert "F2026-000001" in behind
        assert "16–45 j" in (await odile.get("/")).text
        wrong = {"first": "40", "second": "20", "third": "90"}
        answer = await odile.post("/receivables/bounds", data=wrong)
        assert answer.status_code == 422 and 'value="40"' in answer.text
        right = {"first": "10", "second": "20", "third": "30"}
        assert (await odile.post("/receivables/bounds", data=right)).status_code == 303
        assert await queries.bounds() == (0, 10, 20, 30)
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.post("/receivables/bounds", data=right)).status_code == 403
