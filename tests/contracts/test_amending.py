"""Other lines from a day on: what is billed stays, each period bills what holds when it begins."""

from dataclasses import replace
from datetime import date

import pytest

from app.contracts import actions, queries
from app.contracts.rules import Amendment, Cause, Line, Versions
from app.contracts.tables import ContractAmendment
from app.core.errors import Refused
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.contracts.stories import LIFT, bill, invoices, lift

WHO = {"at": at("2026-01-05"), "by": ODILE}
DEARER = replace(LIFT, unit_price=150_000_000)


@pytest.fixture
async def shop(database):
    await open_shop()


async def amend(contract, from_on, *lines):
    return await actions.amend(contract, date.fromisoformat(from_on), lines or (DEARER,), **WHO)


def test_a_period_bills_the_lines_that_hold_when_it_begins():
    dearer = Amendment(1, date(2026, 3, 1), Cause.AMENDMENT, "", (DEARER,))
    versions = Versions((LIFT,), (dearer,))
    assert versions.on(date(2026, 2, 28)) == (LIFT,)
    assert versions.on(date(2026, 3, 1)) == (DEARER,)
    shown = versions.with_lines(date(2026, 2, 1), [LIFT, LIFT])
    assert [shown.at(date(2026, month, 1)) for month in (1, 2, 3)] == [0, 1, 2]


async def test_a_new_price_from_march_leaves_january_and_february(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await amend(contract, "2026-02-15")
    await amend(contract, "2026-02-15")
    assert await ContractAmendment.count() == 1
    # After an outage all three are caught up, each at the price of its own period.
    await bill("2026-04-10")
    assert [row["net"] for row in await invoices()] == [12_000, 12_000, 15_000, 15_000]
    months = await queries.months_of(2026)
    assert [each.total.net for each in months[:6]] == [12_000, 12_000] + [15_000] * 4
    [row] = await queries.list_contracts(queries.ContractFilters(), on=date(2026, 4, 10))
    assert (row.monthly, row.next.net) == (15_000, 15_000)


async def test_other_lines_and_a_cut_period_follow_the_change(shop):
    calls = Line("Astreinte", 20_000, 10_000_000, 1000)
    contract = await lift(await regie(), end_on="2026-02-14")
    await amend(contract, "2026-02-01", DEARER, calls)
    await bill("2026-03-01")
    # (150,00 + 20,00) x 14/28
    assert [row["net"] for row in await invoices()] == [12_000, 8_500]


async def test_what_is_billed_is_not_changed(shop):
    contract = await lift(await regie())
    await bill("2026-02-05")
    for day, code in (("2026-02-01", "amend_billed"), ("2026-01-01", "amend_start")):
        with pytest.raises(Refused) as refused:
            await amend(contract, day)
        assert refused.value.code == f"contracts.{code}"
    with pytest.raises(Refused):
        await amend(contract, "2026-03-01", replace(LIFT, quantity=0))
    await amend(contract, "2026-03-01")
    with pytest.raises(Refused) as refused:
        await amend(contract, "2026-03-01", LIFT)
    assert refused.value.code == "contracts.amend_twice"
    assert await ContractAmendment.count() == 1


async def test_a_change_is_undone_until_one_of_its_periods_is_billed(shop):
    contract = await lift(await regie())
    first = await amend(contract, "2026-02-01")
    await actions.withdraw_amendment(contract, first, **WHO)
    await actions.withdraw_amendment(contract, first, **WHO)
    second = await amend(contract, "2026-02-01")
    await bill("2026-02-01")
    assert [row["net"] for row in await invoices()] == [12_000, 15_000]
    with pytest.raises(Refused) as refused:
        await actions.withdraw_amendment(contract, second, **WHO)
    assert refused.value.code == "contracts.amend_billed"


async def test_the_form_of_the_contract_no_longer_changes_the_lines(shop):
    contract = await lift(await regie())
    await amend(contract, "2026-02-01")
    kept = await queries.contract(contract)
    on = date(2026, 1, 5)
    with pytest.raises(Refused) as refused:
        await actions.update(contract, kept.values, [DEARER], on=on, **WHO)
    assert refused.value.code == "contracts.lines_amended"
    await actions.update(contract, replace(kept.values, label="Autre"), kept.lines, on=on, **WHO)
    assert (await queries.contract(contract)).versions == kept.versions
    await actions.delete(contract, **WHO)
    assert await ContractAmendment.count() == 0


async def test_the_page_shows_before_and_after_and_then_keeps_it(database, at):
    at("2026-01-10T10:00")
    await open_shop()
    contract = await lift(await regie())
    await bill("2026-01-05")
    typed = {
        "from_on": "1/2/2026",
        "reason": "avenant 1",
        "line-0-label": "Entretien, {period}",
        "line-0-quantity": "1",
        "line-0-unit_price": "150",
        "line-0-vat_rate": "20",
    }
    async with browser() as client:
        odile = await signed_in(client)
        path = f"/contracts/{contract}"
        assert "120" in (await odile.get(f"{path}/amendment")).text
        seen = await odile.post(f"{path}/amendments", data=typed | {"preview": "1"})
        assert seen.status_code == 200
        assert "120,00\u00a0€" in seen.text and "150,00\u00a0€" in seen.text
        assert await ContractAmendment.count() == 0
        wrong = await odile.post(f"{path}/amendments", data=typed | {"from_on": "1/1/2026"})
        assert wrong.status_code == 422 and "avenant 1" in wrong.text
        assert (await odile.post(f"{path}/amendments", data=typed)).status_code == 303
        card = (await odile.get(path)).text
        assert "avenant 1" in card and "150,00\u00a0€" in card
        edited = (await odile.get(f"{path}/edit")).text
        assert "line-0-label" not in edited
        [row] = await ContractAmendment.select()
        assert (await odile.post(f"{path}/amendments/{row['id']}/withdrawal")).status_code == 303
        assert await ContractAmendment.count() == 0
