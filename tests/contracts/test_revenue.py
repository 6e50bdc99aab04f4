"""Recurring revenue by hand: what was gained, raised, lost; renewals and ends ahead."""

from datetime import date

import pytest

from app.contracts import queries, rules
from app.contracts.rules import Held, Line, Move, Renewal, RevenueMonth
from app.web.charts import COLUMNS_HEIGHT, COLUMNS_WIDTH, columns
from tests.cast import browser, hotel, mairie, open_shop, regie, signed_in
from tests.contracts.stories import lift

D = date.fromisoformat
SMALL = Line("Ménage", 10_000, 50_000_000, 2000)


@pytest.mark.parametrize(
    ("before", "after", "move", "cents"),
    [
        (Held(0, False, False), Held(120, True, False), Move.NEW, 120),
        (Held(0, True, False), Held(120, True, False), Move.MORE, 120),  # back from a pause
        (Held(120, True, False), Held(150, True, False), Move.MORE, 30),
        (Held(120, True, False), Held(0, True, False), Move.LESS, -120),  # put on hold
        (Held(120, True, False), Held(0, True, True), Move.LOST, -120),
    ],
)
def test_why_a_contract_brings_in_more_or_less(
    before: Held, after: Held, move: Move, cents: int
) -> None:
    found = rules.moved(1, before, after)
    assert found is not None and (found.move, found.cents) == (move, cents)
    assert rules.moved(1, after, after) is None


def test_churn_worked_by_hand() -> None:
    """300 lost of 1 000: 30 %. Over two months 300 and 100 of the first's 1 000: 40 %."""
    first = RevenueMonth(D("2026-10-31"), 1_000, 700, 3, (rules.Moved(1, Move.LOST, -300),))
    second = RevenueMonth(D("2026-11-30"), 700, 600, 2, (rules.Moved(2, Move.LOST, -100),))
    assert (first.churn, first.lost, first.new) == (3_000, -300, 0)
    assert rules.lost_over([first, second]) == 4_000
    assert RevenueMonth(D("2026-10-31"), 0, 700, 1).churn is None
    assert rules.lost_over([]) is None


async def test_a_year_of_three_contracts(database: None) -> None:
    """Régie 120 € from January on; hôtel 50 € from 1 March to 15 October; mairie 360 € over three
    invoices, which does not recur. A trial counts from the day it is over."""
    await open_shop()
    bellecour = await lift(await regie(), renewal=Renewal(12, 12, 2))
    nizier = await lift(await hotel(), SMALL, start_on="2026-03-01", end_on="2026-10-15")
    await lift(await mairie(), max_entries=3, is_split=True)
    found = await queries.revenue(D("2026-11-20"))
    by_month = {month.ends_on.month: month for month in found.months}
    assert [by_month[m].after for m in (12, 1, 3, 9, 10, 11)] == [
        0, 12_000, 17_000, 17_000, 12_000, 12_000,
    ]  # fmt: skip
    assert (by_month[1].new, by_month[3].new, by_month[10].lost) == (12_000, 5_000, -5_000)
    # 50 of 170.
    assert by_month[10].churn == 2_941
    assert found.months[-1].ends_on == D("2026-11-20") and len(found.months) == 12
    assert set(found.contracts) == {bellecour, nizier}
    ahead = await queries.ahead(D("2026-09-20"))
    assert [(one.contract_id, str(one.on), one.deadline, one.monthly) for one in ahead] == [
        (nizier, "2026-10-15", None, 5_000),
        (bellecour, "2026-12-31", D("2026-10-31"), 12_000),
    ]


async def test_the_page_with_and_without_contracts(database: None, at: object) -> None:
    at("2026-11-20T09:00")  # type: ignore[operator]
    await open_shop()
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = (await claire.get("/contracts/revenue")).text
        assert "Rien de récurrent pour l’instant" in page
        await lift(await regie())
        page = (await claire.get("/contracts/revenue?month=31/01/2026")).text
        assert "<rect" in page and "Ce qui a changé en janvier" in page.replace("\u00a0", " ")
        assert (await claire.get("/contracts/revenue?month=x")).status_code == 200


def test_columns_stand_within_their_frame() -> None:
    days = [date(2026, month, 1) for month in range(1, 13)]
    for amounts in ([0] * 12, list(range(0, 120_000, 10_000))):
        drawn = columns(amounts, days)
        for one in drawn.columns:
            assert one.x >= 0 and one.x + one.width <= COLUMNS_WIDTH
            assert one.y >= 0 and one.y + one.height <= COLUMNS_HEIGHT
        assert drawn.across[0][1] == 0
