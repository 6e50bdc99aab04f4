"""A contract ended before its time: what was billed beyond is given back, to the cent, once."""

from dataclasses import replace
from datetime import date

import pytest

from app.contracts import actions, queries
from app.contracts.rules import Frequency, Mode
from app.core.errors import Refused
from app.invoices.rules import LineDraft, credit_unused, totals
from app.invoices.rules.crediting import Before, Issued
from app.receivables.queries import aging
from app.upkeep import actions as upkeep
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.contracts.stories import bill, entry, invoices, lift, rows, states


@pytest.fixture
async def shop(database):
    await open_shop()


async def end(contract, last, on="2026-01-10", credit=True):
    return await actions.terminate(
        contract,
        date.fromisoformat(last),
        credit=credit,
        on=date.fromisoformat(on),
        at=at(on),
        by=ODILE,
    )


async def go_on(contract, on="2026-01-10"):
    await actions.continue_after_all(contract, on=date.fromisoformat(on), at=at(on), by=ODILE)


def issued(*lines, before=None):
    return Issued(dict(enumerate(lines, 1)), {}, (), totals(lines), before or Before())


MONTH = LineDraft("Entretien", 10_000, 120_000_000, 2000)


def test_what_stays_is_the_share_of_the_days_owed():
    # 120,00 x 10/31 = 38,71 stays; 81,29 and 16,26 of VAT come back.
    mirror = credit_unused(issued(MONTH), 10, 31, "21 jours")
    assert (mirror.totals.net, mirror.totals.vat, mirror.totals.total) == (-8_129, -1_626, -9_755)
    assert (mirror.lines[0].detail, mirror.lines[0].credits_line) == ("21 jours", 1)


def test_where_four_decimals_do_not_give_the_cents_the_price_does():
    # 12 345,67 x 10/31 = 3 982,47 stays; 8 363,20 comes back.
    line = replace(MONTH, unit_price=12_345_670_000)
    mirror = credit_unused(issued(line), 10, 31)
    assert mirror.totals.net == -836_320
    assert mirror.lines[0].discount_amount == 0


def test_never_more_than_is_left_of_a_line():
    # 120,00 less 100,00 given back before: only 20,00 is left.
    before = Before(lines={1: (8_333, 10_000)}, face=12_000)
    assert credit_unused(issued(MONTH, before=before), 10, 31).totals.net == -2_000


def test_nothing_owed_is_the_whole_invoice_and_all_owed_is_nothing():
    assert credit_unused(issued(MONTH), 0, 31).totals.total == -14_400
    with pytest.raises(Refused):
        credit_unused(issued(MONTH), 31, 31)


async def test_a_year_billed_in_advance_is_given_back_from_the_day_of_the_end(shop):
    contract = await lift(await regie(), frequency=Frequency.YEARLY)
    await bill("2026-01-05")
    # 31 January to 31 December: 334 days of 365 are not owed. 120,00 x 31/365 = 10,19 stays.
    ended = await end(contract, "2026-01-31")
    assert len(ended.credit_notes) == 1
    made = (await invoices())[-1]
    assert (made["kind"], made["state"], made["net"]) == ("credit_note", "issued", -10_981)
    assert len(await rows(contract)) == 1
    board = await aging(date(2026, 1, 10))
    # 144,00 - 131,77
    assert board.total.total == 1_223
    run = await upkeep.check_books(at=at("2026-01-10"), by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


async def test_the_same_end_twice_is_one(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await end(contract, "2026-01-10")
    await end(contract, "2026-01-10")
    assert [row["net"] for row in await invoices()] == [12_000, -8_129]


async def test_periods_wholly_after_the_end_are_given_back_whole(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await actions.issue_entries(
        [await entry(contract, 2), await entry(contract, 3)],
        on=date(2026, 1, 6),
        at=at("2026-01-06"),
        by=ODILE,
    )
    await end(contract, "2026-01-31")
    assert [row["net"] for row in await invoices()] == [12_000, 12_000, 12_000, -12_000, -12_000]


async def test_a_draft_beyond_the_end_is_not_credited(shop):
    contract = await lift(await regie(), mode=Mode.DRAFT)
    await bill("2026-01-05")
    [told] = await queries.beyond(contract, date(2026, 1, 10))
    assert told.credit is None and told.entry.is_draft
    assert (await end(contract, "2026-01-10")).credit_notes == ()


async def test_the_end_is_undone_and_what_was_written_by_hand_comes_back(shop):
    contract = await lift(await regie())
    await actions.skip_entry(await entry(contract, 3), at=at("2026-01-05"), by=ODILE)
    await actions.amend_entry(await entry(contract, 4), 9_900, at=at("2026-01-05"), by=ODILE)
    await actions.move_entry(
        await entry(contract, 4), date(2026, 4, 9), at=at("2026-01-05"), by=ODILE
    )
    await actions.comment_entry(await entry(contract, 5), "appeler", at=at("2026-01-05"), by=ODILE)
    before = [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)]
    await end(contract, "2026-02-10", on="2026-01-05")
    assert len(await rows(contract)) == 2
    await go_on(contract, on="2026-01-05")
    await go_on(contract, on="2026-01-05")
    assert [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)] == before


async def test_an_end_that_something_builds_on_is_not_undone(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await end(contract, "2026-01-10")
    with pytest.raises(Refused) as refused:
        await go_on(contract)
    assert refused.value.code == "contracts.end_credited"
    other = await lift(await regie())
    await end(other, "2026-02-10")
    await bill("2026-02-10")
    with pytest.raises(Refused) as refused:
        await go_on(other, on="2026-02-11")
    assert refused.value.code == "contracts.cut_period_billed"
    assert await states(other) == "bb"


async def test_the_page_says_the_amounts_before_the_button(database, at):
    at("2026-01-10T10:00")
    await open_shop()
    contract = await lift(await regie())
    await bill("2026-01-05")
    async with browser() as client:
        odile = await signed_in(client)
        path = f"/contracts/{contract}"
        asked = (await odile.get(f"{path}/termination?end_on=10/1/2026")).text
        assert "81,29\u00a0€" in asked and "97,55\u00a0€" in asked
        assert len(await invoices()) == 1
        await odile.post(f"{path}/termination", data={"end_on": "10/1/2026"})
        assert len(await invoices()) == 1
        assert "Annuler la fin" in (await odile.get(path)).text
        await odile.post(f"{path}/continuation")
        assert len(await rows(contract)) == 19
        await odile.post(f"{path}/termination", data={"end_on": "10/1/2026", "credit": "1"})
        assert len(await invoices()) == 2
        assert "Annuler la fin" not in (await odile.get(path)).text
        assert (await odile.post(f"{path}/continuation")).status_code == 422
