"""Prices that follow an index or a percentage: rounded once, each anniversary once."""

from dataclasses import replace
from datetime import date

import pytest

from app.clients.tables import Client
from app.contracts import actions, queries
from app.contracts.rules import (
    Amendment,
    Cause,
    Indexation,
    Versions,
    agreed,
    anniversary,
    by_index,
    by_percent,
    indexed,
)
from app.contracts.tables import ContractAmendment, ContractIndexation
from app.core.errors import Refused
from app.messages.tables import Message
from tests.cast import ODILE, at, browser, open_shop, regie, signed_in
from tests.contracts.stories import LIFT, bill, invoices, lift

WHO = {"at": at("2026-12-05"), "by": ODILE}
NEW_YEAR = date(2027, 1, 1)
# 128.14 to 131.67
INDEX = by_index(1_281_400, 1_316_700)


@pytest.fixture
async def shop(database):
    await open_shop()


def price(euros, change):
    return indexed([replace(LIFT, unit_price=round(euros * 1_000_000))], change)[0].unit_price


def test_the_price_is_rounded_once_to_the_cent():
    # 120 x 131.67 / 128.14 = 123.3057...; 120 x 1.0215 = 122.58; 9.95 x 1.0215 = 10.1639...
    assert price(120, INDEX) == 123_310_000
    assert price(120, by_percent(215)) == 122_580_000
    assert price(9.95, by_percent(215)) == 10_160_000
    # A price of a tenth of a cent keeps its decimals: 0.125 x 1.02 = 0.1275.
    assert price(0.125, by_percent(200)) == 127_500


def test_an_index_goes_back_to_the_lines_last_agreed():
    first = Amendment(1, date(2027, 1, 1), Cause.INDEXATION, "", indexed([LIFT], INDEX))
    again = Amendment(2, date(2028, 3, 1), Cause.AMENDMENT, "", (replace(LIFT, quantity=20_000),))
    versions = Versions((LIFT,), (first, again))
    assert agreed(versions, date(2028, 1, 1)) == (LIFT,)
    assert agreed(versions, date(2029, 1, 1)) == again.lines


def test_the_anniversary_is_the_one_that_comes_within_a_month_or_has_come():
    start = date(2024, 2, 29)
    days = ["2024-03-01", "2026-01-28", "2026-01-29", "2026-06-01", "2027-01-30"]
    found = [anniversary(start, (), date.fromisoformat(day)) for day in days]
    first, second, third = date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)
    assert found == [first, first, second, second, third]
    assert anniversary(start, {second}, date(2026, 6, 1)) == third


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: by_percent(0), "index_percent"),
        (lambda: by_percent(5_001), "index_percent"),
        (lambda: by_index(0, 1), "index_old"),
        (lambda: by_index(10_000, 10_000), "index_same"),
        (lambda: by_index(10_000, 20_001), "index_far"),
        (lambda: by_index(10_000, 4_999), "index_far"),
        (lambda: by_index(10_000, 0), "index_far"),
    ],
)
def test_what_cannot_be_a_change(make, code):
    with pytest.raises(Refused) as refused:
        make()
    assert refused.value.code == f"contracts.{code}"


async def signed(email="regie@example.test"):
    client = await regie()
    await Client.update({Client.email: email}).where(Client.id == client)
    return await lift(client, indexation=Indexation("Syntec", 1_281_400))


async def index(contract, change=INDEX, day=NEW_YEAR, from_on=NEW_YEAR, is_percent=False):
    return await actions.index_prices(contract, day, from_on, change, is_percent=is_percent, **WHO)


async def test_an_anniversary_is_indexed_once_and_the_client_is_told_once(shop):
    contract = await signed()
    await bill("2026-12-01")
    first = await index(contract)
    assert await index(contract) == first
    assert await index(contract, by_percent(500), is_percent=True) == first
    [letter] = await Message.select()
    assert letter["to_address"] == "regie@example.test"
    for said in ("123,31", "131,67", "128,14", "Syntec", "1er\u00a0janvier 2027"):
        assert said in letter["text"]
    assert (await ContractAmendment.count(), await ContractIndexation.count()) == (1, 1)
    await bill("2027-02-03")
    assert [row["net"] for row in await invoices()] == [12_000] * 12 + [12_331] * 2


async def test_the_next_year_starts_from_the_price_agreed(shop):
    contract = await signed()
    await index(contract)
    # 120 x 135.00 / 128.14 = 126.4242...: not 123.31 x 135.00 / 131.67 = 126.4285... rounded twice.
    await index(contract, by_index(1_281_400, 1_350_000), date(2028, 1, 1), date(2028, 1, 1))
    versions = (await queries.contract(contract)).versions
    prices = [each.lines[0].unit_price for each in versions.later]
    assert prices == [123_310_000, 126_420_000]


async def test_what_is_no_anniversary_or_is_billed_is_refused(shop):
    contract = await signed()
    for day, from_on, code in (
        (date(2027, 1, 2), date(2027, 1, 2), "no_anniversary"),
        (date(2026, 1, 1), date(2026, 1, 1), "no_anniversary"),
        (NEW_YEAR, date(2026, 12, 1), "index_early"),
    ):
        with pytest.raises(Refused) as refused:
            await index(contract, day=day, from_on=from_on)
        assert refused.value.code == f"contracts.{code}"
    await bill("2027-01-05")
    with pytest.raises(Refused) as refused:
        await index(contract)
    assert refused.value.code == "contracts.amend_billed"
    assert (await Message.count(), await ContractIndexation.count()) == (0, 0)
    # Late: from February on, for the anniversary of January.
    await index(contract, from_on=date(2027, 2, 1))
    assert await ContractIndexation.count() == 1


async def test_undone_the_letter_that_waits_does_not_go_and_it_may_be_done_again(shop):
    contract = await signed()
    await index(contract)
    [row] = await ContractAmendment.select()
    for _ in range(2):
        await actions.withdraw_amendment(contract, row["id"], **WHO)
    [letter] = await Message.select()
    assert letter["state"] == "cancelled"
    assert await ContractIndexation.count() == 0
    assert await index(contract, by_percent(200), is_percent=True) != letter["id"]
    assert await Message.count() == 2


async def test_without_an_address_nothing_is_sent(shop):
    contract = await signed(email="")
    assert await index(contract) is None
    assert (await Message.count(), await ContractIndexation.count()) == (0, 1)


async def test_the_first_page_asks_and_the_page_shows_before_it_keeps(database, at):
    at("2026-11-20T10:00")
    await open_shop()
    contract = await signed()
    await bill("2026-01-05")
    async with browser() as client:
        odile = await signed_in(client)
        assert "Prix à indexer" not in (await odile.get("/")).text
        at("2026-12-05T10:00")
        await signed_in(client)
        assert "Prix à indexer" in (await odile.get("/")).text
        path = f"/contracts/{contract}"
        assert "128,14" in (await odile.get(f"{path}/indexation")).text
        typed = {"anniversary": "2027-01-01", "from_on": "1/1/2027", "old": "128,14"}
        typed |= {"new": "131,67", "tell": "1"}
        seen = await odile.post(f"{path}/indexations", data=typed | {"preview": "1"})
        assert seen.status_code == 200 and "123,31\u00a0€" in seen.text
        assert await ContractAmendment.count() == 0
        wrong = await odile.post(f"{path}/indexations", data=typed | {"new": "1316,7"})
        assert wrong.status_code == 422 and 'href="#f-new"' in wrong.text
        for _ in range(2):
            assert (await odile.post(f"{path}/indexations", data=typed)).status_code == 303
        assert (await ContractAmendment.count(), await Message.count()) == (1, 1)
        assert "Prix à indexer" not in (await odile.get("/")).text
