"""How scores change, and how good they were: kept, shown, checked."""

import json
from datetime import date, timedelta

import pytest

from app.core.errors import finding
from app.debits.actions import collect, note_return
from app.debits.actions.returning import Said
from app.risk import actions, queries, rules
from app.risk.rules import Backtest, Measures, Outcome
from app.risk.tables import Judgement
from app.upkeep.queries import gather_checks
from tests.cast import ODILE, at, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.debits import story as debits
from tests.mandates.paper import identified, signed
from tests.payments.books import paid, sold
from tests.risk.histories import END, history

D = date.fromisoformat


async def score_on(day: str) -> None:
    await actions.rescore(on=D(day), at=at(day))


async def test_a_grade_that_falls_leaves_its_history(database: None) -> None:
    """Three invoices in time: grade A on 2 October. One more unpaid since 1 November, two since
    1 December: weights .746 .792 .840 in time, .943 .998 .998 late, 3.369 / 6.397 = 53 %, a C."""
    await open_shop()
    bellecour = await regie()
    for month in (6, 7, 8):
        await sold(bellecour, 100, f"2026-{month:02}-01", f"2026-{month + 1:02}-01")
        await paid(bellecour, 100, f"2026-{month + 1:02}-01", key=f"k{month}")
    await sold(bellecour, 100, "2026-10-01", "2026-11-01")
    await sold(bellecour, 100, "2026-11-01", "2026-12-01")
    await sold(bellecour, 200, "2026-11-02", "2026-12-01")
    await score_on("2026-08-15")
    assert await queries.changes(bellecour) == []
    await score_on("2026-10-02")
    await score_on("2026-10-03")
    await score_on("2026-11-02")
    await score_on("2026-11-02")
    told = [(one.day, one.outcomes, one.grade) for one in await queries.changes(bellecour)]
    assert told == [(D("2026-11-02"), 4, "B"), (D("2026-10-02"), 3, "A")]
    await score_on("2026-12-02")
    said = [(one.grade, one.whole) for one in await queries.changes(bellecour)]
    assert [grade for grade, _ in said] == ["C", "B", "A"] and said[0][1] == 5_300
    (check,) = [one for one in await gather_checks() if one.name == "score history"]
    assert check.findings == ()
    async with browser() as odile:
        await signed_in(odile)
        card = (await odile.get(f"/clients/{bellecour}/score", headers={"HX-Request": "true"})).text
        assert "C’était B jusqu’au 2 décembre 2026." in card.replace("\u00a0", " ")
        whole = (await odile.get(f"/clients/{bellecour}/score")).text
        assert "Comment la note a changé" in whole
    # A clock that was ahead comes back: what it noted is taken away.
    await score_on("2026-11-03")
    assert [one.grade for one in await queries.changes(bellecour)] == ["B", "A"]


@pytest.mark.parametrize(
    ("before", "now", "is_worth"),
    [
        (None, (None, None), False),
        (None, (1200, "A"), True),
        ((1200, "A"), (1650, "A"), False),
        ((1200, "A"), (1700, "A"), True),
        ((1990, "A"), (2010, "B"), True),
        ((2010, "B"), (None, None), True),
        ((None, None), (None, None), False),
    ],
)
def test_a_line_of_history_is_another_grade_or_five_points(
    before: tuple[int | None, str | None] | None, now: tuple[int | None, str | None], is_worth: bool
) -> None:
    assert rules.has_changed(before, now) is is_worth


async def test_a_debit_says_nothing_while_under_way_and_is_late_when_it_came_back(
    database: None,
) -> None:
    """Due and debited on 1 July; collected; back on the 3rd for want of money. As of the 2nd
    nothing is known of it, from the 9th on it is late."""
    await open_shop()
    bellecour = await regie()
    await identified()
    await signed(bellecour)
    await debits.owed(bellecour, 120, "2026-06-01", "2026-07-01")
    await debits.told("2026-06-01")
    batch = await debits.handed("2026-06-24")
    assert await queries.outcomes(D("2026-07-15")) == []
    when, july = at("2026-07-03"), D("2026-07-01")
    await collect(batch.id, on=july, today=D("2026-07-03"), at=when, by=ODILE)
    (fine,) = await queries.outcomes(D("2026-07-15"))
    assert (fine.means, fine.is_returned, fine.paid_on) == ("debit", False, july)
    said = Said("AM04", D("2026-07-03"))
    await note_return(batch.debits[0].id, said, today=D("2026-07-03"), at=when, by=ODILE)
    assert await queries.outcomes(D("2026-07-02")) == []
    (back,) = await queries.outcomes(D("2026-07-15"))
    assert (back.means, back.is_returned, back.paid_on) == ("debit", True, None)


def test_a_law_kept_by_a_version_that_told_more_is_read() -> None:
    """Some judgements were kept with the days after which an outcome counted half."""
    law = rules.Law("company", False, 2_500, 40_000, 120)
    assert rules.law_from({**rules.law_as_json(law), "half_life": 365}) == law


async def test_judged_once_a_week_and_when_asked(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    for month in range(1, 10):
        await sold(bellecour, 100, f"2026-{month:02}-01", f"2026-{month + 1:02}-01")
        await paid(bellecour, 100, f"2026-{month + 1:02}-{1 + month % 3 * 4:02}", key=f"k{month}")
    assert await queries.last_judgement() is None
    on = D("2026-11-20")
    await actions.judge_weekly(on=on, at=at(on))
    first = await queries.last_judgement()
    # The first invoice falls due on 1 February with the second issued on that very day: known to be
    # late only on the 2nd, it says nothing of the second. The third to the ninth are judged.
    assert first is not None and (first.day, first.backtest.n) == (on, 7)
    assert [(law.kind, law.learnt_from) for law in first.laws] == [("company", 0)]
    await actions.judge_weekly(on=on + timedelta(days=6), at=at(on))
    assert await Judgement.count() == 1
    await actions.judge_weekly(on=on + timedelta(days=7), at=at(on))
    assert await actions.judge(on=on + timedelta(days=7), at=at(on)) == 7
    assert await Judgement.count() == 2
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/receivables/reliability")).text
        assert "Trop peu de factures jugées" in page and "<circle" in page
        assert "un échantillon public" in page


async def test_the_page_before_the_first_judgement_and_with_nothing_to_judge(
    database: None,
) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/receivables/reliability")).text
        assert "La note n’a pas encore été jugée" in page and "Juger maintenant" in page
        answer = await odile.post("/receivables/reliability/judgements")
        assert answer.status_code == 303
        page = (await odile.get("/receivables/reliability")).text
        assert "Rien à juger pour l’instant" in page
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = (await claire.get("/receivables/reliability")).text
        assert "Juger maintenant" not in page


async def test_clients_of_each_kind_have_their_own_law(database: None) -> None:
    await open_shop()
    for client_id in (await hotel(), await mme_perrin()):
        await sold(client_id, 100, "2026-06-01", "2026-07-01")
        await paid(client_id, 100, "2026-07-01")
    await actions.judge(on=D("2026-11-20"), at=at("2026-11-20"))
    last = await queries.last_judgement()
    assert last is not None
    assert [law.kind for law in last.laws] == ["company", "consumer"]


def test_the_verdict_is_honest_both_ways() -> None:
    def done(n: int, ours: float, theirs: float) -> Backtest:
        naive = {name: Measures(0.5, theirs, 0.6, 9.0) for name in rules.BASELINES}
        return Backtest(n, Measures(0.7, ours, 0.5, 8.0), (), naive)

    assert rules.verdict(done(500, 0.18, 0.20)) == finding(
        "reliability.better",
        "The score was %(gain)s %% less wrong than each client’s own rate.",
        gain=10,
    )
    assert rules.verdict(done(500, 0.2, 0.2)).code == "reliability.no_better"
    assert rules.verdict(done(500, 0.3, 0.2)).code == "reliability.no_better"
    assert rules.verdict(done(29, 0.1, 0.2)).code == "reliability.few"
    assert rules.verdict(rules.judged([])).code == "reliability.few"


def test_what_is_kept_is_read_back_and_drawn_within_its_square() -> None:
    done = rules.judged(rules.rolled(history(1, 20), END))
    back = rules.backtest_from(json.loads(json.dumps(done.as_json())))
    assert back.as_json() == done.as_json()
    assert [one.name for one in rules.figures(back)] == [
        "score", "base_rate", "client_rate", "due_date",
    ]  # fmt: skip
    frame = rules.FRAME
    for dot in rules.picture(back.calibration):
        assert frame.left <= dot.x <= frame.right
        assert frame.top <= dot.high <= dot.low <= frame.bottom and dot.radius >= 3
    # Said half the time and never come: on the floor of the square, in its middle.
    (one,) = rules.picture(rules.calibration([(0.5, False)] * 8))
    assert (one.x, one.y) == (164, 250)


def test_the_days_foreseen_hold_eight_payments_in_ten() -> None:
    """Twelve payments at -3, then one score: nine in ten by the third day before."""
    own = [
        Outcome(1, "company", due, due - timedelta(days=3))
        for n in range(2, 14)
        if (due := END - timedelta(days=30 * n))
    ]
    days = rules.foresee(own, rules.STARTING, END)
    assert days.quantile(0.5) == -3.0
    assert days.quantile(0.1) <= days.quantile(0.5) <= days.quantile(0.9)
