"""Scores out of the books: as of a day, kept when something changed, the same rows twice."""

import asyncio
from datetime import date
from typing import Any

from app.invoices import actions as invoices
from app.payments import actions as payments
from app.risk import actions, queries
from app.risk.rules import STARTING_PRIOR, score_all
from app.risk.tables import Score
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.payments.books import paid, sold

D = date.fromisoformat
ON = D("2026-11-21")


async def kept() -> list[dict[str, Any]]:
    rows = await Score.select().order_by(Score.client)
    return [{k: v for k, v in row.items() if k not in ("id", "computed_at")} for row in rows]


async def bellecour_pays() -> int:
    """Three paid: in time, 10 and 20 days late; one paid on 25 November."""
    bellecour = await regie()
    for month, days in ((6, 0), (7, 10), (8, 20)):
        await sold(bellecour, 100, f"2026-{month:02}-01", f"2026-{month + 1:02}-01")
        await paid(bellecour, 100, f"2026-{month + 1:02}-{1 + days:02}", key=f"k{month}")
    await sold(bellecour, 100, "2026-10-01", "2026-11-01")
    await paid(bellecour, 100, "2026-11-25", key="later")
    return bellecour


async def test_what_is_paid_after_the_day_does_not_count_yet(database: None) -> None:
    await open_shop()
    bellecour = await bellecour_pays()
    before = sorted((o.due_on, o.paid_on) for o in await queries.outcomes(ON))
    assert before == [
        (D("2026-07-01"), D("2026-07-01")),
        (D("2026-08-01"), D("2026-08-11")),
        (D("2026-09-01"), D("2026-09-21")),
        (D("2026-11-01"), None),
    ]
    # On the day before the last one is due nothing is known of it.
    assert len(await queries.outcomes(D("2026-11-01"))) == 3
    last = await queries.outcomes(D("2026-11-30"), bellecour)
    assert last[-1].paid_on == D("2026-11-25")


async def test_three_of_four_late_worked_by_hand(database: None) -> None:
    """Weights ½^(age/365) of 143, 112, 81 and 20 days: .7622 .8084 .8574 .9627, in all 3.3907.

    Late: 2.6285. (2.6285 + .43) / (3.3907 + .43 + .65) = .6841: grade D.
    """
    await open_shop()
    bellecour = await bellecour_pays()
    assert (STARTING_PRIOR.a, STARTING_PRIOR.b) == (0.43, 0.65)
    assert await actions.rescore(on=ON, at=at(ON)) == 1
    assert (await queries.scores([bellecour]))[bellecour].strip == (0, 1, 1, 1)
    assert await queries.scores([]) == {}
    (row,) = await kept()
    assert (row["client"], row["outcomes"], row["p_late"], row["grade"]) == (
        bellecour, 4, 6841, "D",
    )  # fmt: skip
    assert row["low"] < 6841 < row["high"]
    view = await queries.score(bellecour)
    assert view is not None and view.percents is not None and view.percents[0] == 68
    assert [(r.code, r.facts) for r in view.reasons] == [
        ("risk.history", {"late": 3, "n": 4, "days": "17"}),
        ("risk.overdue_now", {"n": 1, "days": 20}),
    ]


async def test_under_three_outcomes_nothing_is_said(database: None) -> None:
    await open_shop()
    saint_nizier = await hotel()
    await sold(saint_nizier, 100, "2026-09-01", "2026-10-01")
    await actions.rescore(on=ON, at=at(ON))
    (row,) = await kept()
    assert (row["outcomes"], row["p_late"], row["grade"]) == (1, None, None)


async def test_done_again_only_when_something_changed_or_the_day_did(database: None) -> None:
    await open_shop()
    bellecour = await bellecour_pays()
    assert await actions.rescore(on=ON, at=at(ON), only_if_changed=True) == 1
    first = await kept()
    assert await actions.rescore(on=ON, at=at(ON, 10), only_if_changed=True) == 0
    assert await actions.rescore(on=ON, at=at(ON, 11)) == 1
    assert await kept() == first
    assert await actions.rescore(on=D("2026-11-22"), at=at("2026-11-22"), only_if_changed=True) == 1
    await paid(bellecour, 50, "2026-11-22", key="more")
    assert await actions.rescore(on=D("2026-11-22"), at=at("2026-11-22"), only_if_changed=True) == 0
    await sold(bellecour, 100, "2026-11-22", "2026-12-22")
    assert await actions.rescore(on=D("2026-11-22"), at=at("2026-11-22"), only_if_changed=True) == 1


async def test_two_workers_at_once_keep_one_score_each(database: None) -> None:
    await open_shop()
    await bellecour_pays()
    await asyncio.gather(*(actions.rescore(on=ON, at=at(ON)) for _ in range(3)))
    assert await Score.count() == 1


async def test_a_credited_invoice_and_an_undone_payment_say_nothing(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    credited = await sold(bellecour, 100, "2026-06-01", "2026-07-01")
    await sold(bellecour, 200, "2026-06-02", "2026-07-02")
    when = at("2026-06-20")
    await invoices.credit_whole(credited, on=D("2026-06-20"), at=when, by=ODILE)
    receipt = await paid(bellecour, 200, "2026-07-03")
    await payments.undo(receipt, on=D("2026-07-20"), at=at("2026-07-20"), by=ODILE)
    as_of = {
        day: [(o.due_on.day, o.paid_on) for o in await queries.outcomes(D(day))]
        for day in ("2026-07-15", "2026-07-31")
    }
    assert as_of == {"2026-07-15": [(2, D("2026-07-03"))], "2026-07-31": [(2, None)]}
    assert score_all(await queries.outcomes(D("2026-07-31")), D("2026-07-31"))
