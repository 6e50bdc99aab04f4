"""What a plan of payments changes elsewhere: what is expected, debited, told; nothing past."""

from app.disputes import actions, queries
from app.disputes.rules import cut
from app.lateness.queries.late import late_invoice
from app.receivables.queries import aging, open_items
from app.today import queries as today
from tests.alerts.test_alerts import watched
from tests.cast import at, hotel, open_shop, regie
from tests.debits.story import owed, shown, told
from tests.disputes.story import D
from tests.disputes.test_plans import granted
from tests.mandates.paper import identified, signed
from tests.payments.books import paid, sold

ON = D("2026-11-23")


async def test_the_days_agreed_are_those_on_which_money_is_expected(database: None) -> None:
    """540 € were due on 10 November; 180 € are agreed for 1 December, 1 January, 1 February."""
    await open_shop()
    client = await regie()
    await sold(client, 540, "2026-10-10", "2026-11-10")
    await sold(client, 120, "2026-11-20", "2026-12-20")
    late = (await queries.plans_about(1, ON), (await today.figures(ON)).expected)
    # What is past its day needs chasing: 120 € alone are expected within 30 days.
    assert late == ([], 12_000)
    await granted(1)
    assert (await today.figures(ON)).expected == 30_000
    debts = [(each.due_on.isoformat(), each.cents) for each in (await today.facts(ON)).debts]
    assert sorted(debts) == [
        ("2026-12-01", 18_000), ("2026-12-20", 12_000), ("2027-01-01", 18_000),
        ("2027-02-01", 18_000),
    ]  # fmt: skip
    # 100 € of the first part came: 80 € of it are still to come.
    await paid(client, 100, "2026-11-23", [(1, 10_000)])
    debts = [(each.due_on.isoformat(), each.cents) for each in (await today.facts(ON)).debts]
    assert ("2026-12-01", 8_000) in debts and sum(cents for _, cents in debts) == 56_000
    # Broken, all of it is past its own day again.
    on = D("2026-12-07")
    debts = [(each.due_on.isoformat(), each.cents) for each in (await today.facts(on)).debts]
    assert sorted(debts) == [("2026-11-10", 44_000), ("2026-12-20", 12_000)]


async def test_one_that_broke_stands_among_the_alerts_until_it_is_paid(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 540, "2026-10-10", "2026-11-10")
    await granted(1)
    assert await watched("2026-12-06") == []
    assert await watched("2026-12-07") == [
        ("promise", "Régie Bellecour", "L’échéancier de F2026-000001 est rompu : ce qui était dû le"
         " 1er décembre 2026 n’est pas là ; il reste 540,00 € à payer."),
    ]  # fmt: skip
    await paid(client, 540, "2026-12-08", [(1, 54_000)])
    assert await watched("2026-12-09") == []
    # All of it came after the plan broke: on the 3rd it still ran, and waited for its first part.
    days = [D("2026-12-03"), D("2026-12-07")]
    assert await queries.plans_by_day(days) == {days[0]: {1: D("2026-12-01")}, days[1]: {}}


async def test_nothing_is_debited_while_a_plan_runs(database: None) -> None:
    await open_shop()
    await identified()
    client = await regie()
    await signed(client)
    await owed(client, 540, "2026-11-02", "2026-12-10")
    await granted(1)
    assert await told("2026-11-24") == 0
    # Ended by a payment that is missing, it is announced again.
    await actions.follow(at("2026-12-07"))
    assert await told("2026-12-07", 10) == 1
    # Granted once it was announced: it stays out of the file, and says why.
    parts = cut(54_000, 2, D("2026-12-20"))
    await granted(1, "2026-12-08", "again", parts=parts)
    preview = await shown("2026-12-21")
    assert preview.files == ()
    (out,) = preview.outside
    assert out.reason.code == "debits.planned"


async def test_the_board_of_every_day_and_lateness_stay_as_they_were(database: None) -> None:
    await open_shop()
    client = await hotel()
    await sold(client, 540, "2026-10-10", "2026-11-10")

    async def told_of(day: str) -> tuple[object, ...]:
        return (
            await aging(D(day)),
            await aging(D(day), ON),
            await open_items(client, D(day)),
            await late_invoice(1, D(day)),
        )

    days = ("2026-10-31", "2026-11-23", "2026-12-15")
    before = [await told_of(day) for day in days]
    await granted(1)
    assert [await told_of(day) for day in days] == before
