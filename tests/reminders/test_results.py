"""What came in after each step: once, after and not on the day, and within the days asked for."""

from datetime import date

from app.payments import actions as payments
from app.reminders import queries, rules
from app.reminders.rules import Asked, Came
from tests.cast import ODILE, browser, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import paid
from tests.reminders.story import MONDAY, approved, late, left, proposed

D = date.fromisoformat


def came(on: str, cents: int = 10_000, instalment: int = 7) -> Came:
    return Came(instalment, 1, "F1", "Régie", D(on), cents)


def test_a_payment_counts_once_for_the_last_step_before_it() -> None:
    """Steps on the 1st and the 10th. Paid on the 10th: after the first, by 9 days, not after the
    second, of that very day. Paid on the 12th: after the second. On the 30th: too long after."""
    asked = [Asked(1, 7, D("2026-11-01"), 54_000), Asked(2, 7, D("2026-11-10"), 44_000)]
    paid_on = [came("2026-11-10"), came("2026-11-12"), came("2026-11-30"), came("2026-11-12", 5, 8)]
    found = rules.followed(asked, paid_on, 14)
    assert [(one.step_id, one.days) for one in found] == [(2, 2), (1, 9)]
    steps = rules.by_step(asked, found)
    assert (steps[1].sent, steps[1].asked, steps[1].paid, steps[1].came) == (1, 54_000, 1, 10_000)
    # 100 of 440 €: 22.73 %.
    assert steps[2].part == 2_273
    assert rules.by_step([], []) == {}


async def test_from_the_reminder_to_the_payment_and_its_undoing(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    await late(bellecour, 540)
    await proposed()
    await approved()
    await left(moment(MONDAY, 10))
    (asked,) = await queries.asked_by_steps()
    assert (asked.on, asked.open) == (D(MONDAY), 54_000)
    await paid(bellecour, 100, MONDAY, key="same day")
    receipt = await paid(bellecour, 200, "2026-11-30", key="a week after")
    found = rules.followed([asked], await queries.came_of_asked(), 14)
    assert [(one.days, one.came.cents) for one in found] == [(7, 20_000)]
    undone_on = D("2026-12-01")
    await payments.undo(receipt, on=undone_on, at=moment(undone_on), by=ODILE)
    assert rules.followed([asked], await queries.came_of_asked(), 14) == []


async def test_before_and_since_a_day(database: None) -> None:
    """Due on 10 November: 100 € paid in time on the 5th, 300 € on the 20th, ten days late."""
    await open_shop()
    bellecour = await regie()
    await late(bellecour, 540)
    await paid(bellecour, 100, "2026-11-05")
    await paid(bellecour, 300, "2026-11-20")
    before, since = await queries.before_and_since(D("2026-11-10"), D("2026-11-30"))
    assert (before.paid, before.late, before.delay) == (10_000, 0, -50)
    assert (since.paid, since.late, since.delay) == (30_000, 10_000, 100)
    assert await queries.began_on() == D("2026-10-10")


async def test_the_page_empty_and_with_a_step(database: None, at: object) -> None:
    at("2026-12-02T09:00")  # type: ignore[operator]
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get("/reminders/results")).text
        assert "Aucune relance n’est encore partie." in page
        assert 'value="02/12/2026"' in page and 'value="14"' in page
        bellecour = await regie()
        await late(bellecour, 540)
        await proposed()
        await approved()
        await left(moment(MONDAY, 10))
        await paid(bellecour, 200, "2026-11-30")
        (asked,) = await queries.asked_by_steps()
        page = (await odile.get(f"/reminders/results?step={asked.step_id}")).text
        assert "200,00" in page and 'id="after"' in page
        assert (await odile.get("/reminders/results?since=01/01/2030")).status_code == 422
        assert (await odile.get("/reminders/results?within=abc")).status_code == 422
