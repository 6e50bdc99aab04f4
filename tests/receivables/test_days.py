"""Days that money takes, worked by hand; what is doubtful left out; on whom it depends."""

import re
from datetime import date

import pytest

from app.accounting.actions import post
from app.accounting.rules import CLIENTS, DOUBTFUL, credit, debit
from app.adapters.database import transaction
from app.receivables import queries, rules
from app.receivables.rules import Month, Row
from tests.cast import ODILE, browser, hotel, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import paid, sold

TODAY = date(2026, 11, 30)


async def the_case_of_the_law_notes() -> int:
    """Sold: September 700, October 800, November 1 200 €, of which 200 € are paid (law, B11)."""
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 700, "2026-09-10", "2026-10-10")
    await sold(bellecour, 800, "2026-10-10", "2026-11-09")
    await sold(bellecour, 1_200, "2026-11-10", "2026-12-10")
    return bellecour


async def test_count_back_gives_82_4_days_out_of_the_books(database: None) -> None:
    """2 500 € owed at the end of November: 30 + 31 + 500 / 700 x 30."""
    bellecour = await the_case_of_the_law_notes()
    await paid(bellecour, 200, "2026-11-20")
    found = await queries.dso(TODAY)
    assert found.count_back == 824
    # 2 500 / 2 700 x 365 = 337.9; at best only the 1 200 not due yet: 162.2.
    assert found.simple == 3_379
    assert await queries.best_possible(TODAY, 120_000) == 1_622
    # 200 € of September's, paid 41 days after the 10th of October.
    assert found.mean_delay == 410
    assert [(str(m.ends_on), m.count_back, m.paid) for m in (await queries.months(TODAY))[-3:]] == [
        ("2026-09-30", 300, 0),
        ("2026-10-31", 610, 0),
        ("2026-11-30", 824, 20_000),
    ]
    (payment,) = await queries.payments(date(2026, 11, 1), TODAY)
    assert (payment.amount, payment.days) == (20_000, 41)


async def test_the_four_measures_follow_the_day_and_what_was_known(
    database: None, at: object
) -> None:
    """At the end of October 1 500 € were sold and owed, 800 of them not due: 800 / 1 500 x 365
    = 194.7 at best, all 365 over a year, 61 by counting back, nothing paid yet. On 25 November
    1 200 of 2 700 are not due: 162.2; and 200 came 41 days late, which nobody knew on the 19th. On
    the 5th the sale of the 10th was not known either: all that is known is late, at best 0."""
    at("2026-11-30T09:00")  # type: ignore[operator]
    bellecour = await the_case_of_the_law_notes()
    await paid(bellecour, 200, "2026-11-20")

    async def measures(query: str) -> list[str]:
        page = (await claire.get(f"/receivables/days?{query}")).text.replace("\u00a0", " ")
        assert "Au mieux" in page
        return re.findall(r"<dd[^>]*>(?:<a[^>]*>)?(–|[-−]?\d+ jours?)", page)[:4]

    async with browser() as claire:
        await signed_in(claire, "claire")
        assert await measures("") == ["82 jours", "338 jours", "162 jours", "41 jours"]
        assert await measures("on=31/10/2026") == ["61 jours", "365 jours", "195 jours", "–"]
        on = "on=25/11/2026"
        assert await measures(on) == (await measures(f"{on}&known_on=24/11/2026"))
        assert (await measures(on))[2:] == ["162 jours", "41 jours"]
        assert (await measures(f"{on}&known_on=19/11/2026"))[2:] == ["162 jours", "–"]
        assert (await measures(f"{on}&known_on=05/11/2026"))[1:] == ["365 jours", "0 jour", "–"]
        month = (await claire.get(f"/receivables/days?{on}&month=25/11/2026")).text
        assert "F2026-000001" in month and "on=25%2F11%2F2026" in month
        before = (
            await claire.get(f"/receivables/days?{on}&known_on=19/11/2026&month={on[3:]}")
        ).text
        assert "Rien n’a été payé ce mois-là" in before
        wrong = await claire.get("/receivables/days?on=31/31/2026")
        assert wrong.status_code == 422


async def test_what_is_doubtful_is_left_out_from_the_day_it_was_taken_so(database: None) -> None:
    """700 € of September go to 416 on 15 November: 2 000 € are left, 30 + 31 days."""
    bellecour = await the_case_of_the_law_notes()
    async with transaction() as tx:
        await post(
            tx,
            journal="OD",
            day=date(2026, 11, 15),
            piece="D1",
            label="Douteux",
            lines=[*debit(DOUBTFUL, 70_000, bellecour), *credit(CLIENTS, 70_000, bellecour)],
            subject="test:1",
            at=moment("2026-11-15"),
            by=ODILE,
        )
    assert (await queries.dso(TODAY)).count_back == 610
    then = (await queries.dso(date(2026, 11, 14))).count_back
    assert await queries.count_back_twice(TODAY, date(2026, 11, 14)) == (610, then)
    assert (await queries.aging(TODAY)).is_equal


def test_on_whom_it_depends() -> None:
    """600, 300 and 100 € owed: 60, 30 and 10 %; who is only in credit owes nothing."""
    rows = [
        Row(not_due=10_000, client_id=1, client="A"),
        Row(over_90=60_000, credit=-60_000, client_id=2, client="B"),
        Row(credit=-5_000, client_id=3, client="C"),
        Row(d1_30=30_000, client_id=4, client="D"),
    ]
    found = rules.concentration(rows, most=2)
    assert [(w.client, w.owed, w.late, w.part, w.so_far) for w in found] == [
        ("B", 60_000, 60_000, 6_000, 6_000),
        ("D", 30_000, 30_000, 3_000, 9_000),
    ]
    assert rules.concentration([]) == []


def test_the_lines_lie_within_their_frame() -> None:
    months = [
        Month(date(2026, m, 28), 10 * m, None if m < 3 else 300 * m, None, 0) for m in range(1, 13)
    ]
    drawn = rules.trend(months)
    assert drawn is not None and len(drawn.simple.split()) == 12
    assert len(drawn.count_back.split()) == 10
    for point in [*drawn.simple.split(), *drawn.count_back.split()]:
        x, y = map(int, point.split(","))
        assert 0 <= x <= rules.WIDTH and 0 <= y <= rules.HEIGHT
    assert rules.trend([Month(TODAY, None, None, None, 0)]) is None
    assert rules.trend([Month(TODAY, 0, 0, None, 0)]) is not None


@pytest.mark.parametrize("who", ["odile", "amin", "claire"])
async def test_the_page_and_what_is_behind_a_month(database: None, at: object, who: str) -> None:
    at("2026-11-30T09:00")  # type: ignore[operator]
    async with browser() as empty:
        await open_shop()
        await signed_in(empty, who)
        assert "Aucune vente pour l’instant" in (await empty.get("/receivables/days")).text
        bellecour = await regie()
        await sold(await hotel(), 700, "2026-09-10", "2026-10-10")
        await sold(bellecour, 2_000, "2026-11-10", "2026-12-10")
        await paid(bellecour, 200, "2026-11-20")
        page = (await empty.get("/receivables/days?month=30/11/2026")).text
    assert "Délais de paiement" in page and "Payé en novembre" in page and "<polyline" in page
    assert "Hôtel Saint-Nizier" in page and "F2026-000002" in page
