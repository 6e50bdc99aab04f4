"""A contract whose amount changes each period: nothing is billed before somebody typed it."""

from datetime import date

import pytest

from app.contracts import actions, queries
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.contracts.stories import bill, entry, invoices, lift, states


@pytest.fixture
async def shop(database):
    await open_shop()


async def test_an_entry_waits_for_its_amount_and_then_bills_it(shop):
    contract = await lift(await regie(), is_variable=True)
    run = await bill("2026-02-05")
    assert (run.due, run.issued, [each.period for each in run.refused]) == (
        2,
        0,
        ["2026-01-01/2026-01-31", "2026-02-01/2026-02-28"],
    )
    [january, _] = await queries.refused_entries()
    assert january.findings[0].code == "contracts.untyped" and january.needs_amount
    who = {"at": at("2026-02-05"), "by": ODILE}
    await actions.amend_entry(await entry(contract, 2), 7_350, **who)
    assert (await bill("2026-02-05")).issued == 1
    assert await states(contract, 3) == "pbp"
    await actions.amend_entry(await entry(contract, 1), 4_210, **who)
    assert (await bill("2026-02-05")).issued == 1
    assert [row["net"] for row in await invoices()] == [7_350, 4_210]


async def test_issuing_by_hand_is_refused_for_the_same_reason(shop):
    contract = await lift(await regie(), is_variable=True)
    run = await actions.issue_entries(
        [await entry(contract, 1)], on=date(2026, 1, 5), at=at("2026-01-05"), by=ODILE
    )
    assert (run.issued, run.refused[0].findings[0].code) == (0, "contracts.untyped")


async def test_the_schedule_and_the_first_page_say_so(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    await lift(await regie(), is_variable=True)
    async with browser() as client:
        odile = await signed_in(client)
        assert "montant à saisir" in (await odile.get("/schedule?month=2026-01")).text
        await bill("2026-01-05")
        assert "saisissez-le" in (await odile.get("/")).text
