"""A whole spread over several invoices: they come to it, to the cent, whatever happens."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts import actions, queries
from app.contracts.rules import Line, Part, Portion, Slot, judge, monthly_net, nets, spread
from app.contracts.tables import ContractEnd
from app.core.errors import Refused
from app.upkeep import actions as upkeep
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import LIFT, bill, entry, invoices, lift, rows, states

WHO = {"at": at("2026-01-05"), "by": ODILE}
GATE = Line("Portail automatique, fourniture et pose", 10_000, 1_000_000_000, 2000)


@pytest.fixture
async def shop(database):
    await open_shop()


async def gate(client_id, *lines, count=3, **changes):
    """1 000 € for a gate, spread over three months from 1 January 2026."""
    return await lift(client_id, *(lines or (GATE,)), is_split=True, max_entries=count, **changes)


async def amounts(contract):
    return [row["net"] for row in await rows(contract)]


async def amend(contract, n, net):
    await actions.amend_entry(await entry(contract, n), net, **WHO)


async def end(contract, last, *, bill_rest):
    await actions.end_spread(contract, date.fromisoformat(last), bill_rest=bill_rest, **WHO)


async def all_well(on="2026-01-05"):
    run = await upkeep.check_books(at=at(on), by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


# The arithmetic.


def test_the_last_part_takes_the_remainder():
    assert spread(100_000, [Portion(n, 0, True) for n in (1, 2, 3)]) == {
        1: 33_333,
        2: 33_333,
        3: 33_334,
    }


def test_what_stays_leaves_the_rest_to_the_others():
    # 1 000,00 less 333,33 billed and 200,00 by hand: 466,67 for one.
    portions = [Portion(1, 33_333, False), Portion(2, 20_000, False), Portion(3, 33_334, True)]
    assert spread(100_000, portions) == {3: 46_667}


@given(
    whole=st.integers(-(10**9), 10**12),
    portions=st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), max_size=40),
)
def test_the_parts_always_come_to_the_whole_or_are_refused(whole, portions):
    given_out = [Portion(n, net, free) for n, (net, free) in enumerate(portions)]
    try:
        made = spread(whole, given_out)
    except Refused:
        return
    assert sum(made.get(each.id, each.net) for each in given_out) == whole
    assert all(net > 0 for net in made.values())


@given(
    prices=st.lists(st.integers(1, 10**8), min_size=1, max_size=5),
    count=st.integers(2, 60),
)
def test_each_line_comes_to_its_own_net_over_all_parts(prices, count):
    lines = [Line("x", 10_000, price * 10_000, 2000) for price in prices]
    whole = sum(prices)
    if whole < count:
        return
    made = spread(whole, [Portion(n, 0, True) for n in range(count)])
    before, sums = 0, [0] * len(lines)
    for n, net in made.items():
        day = date(2026, 1, 1)
        parts = nets(lines, Part(day, day, 1, 1, net, Slot(n + 1, count, before)))
        assert sum(parts) == net
        sums = [a + b for a, b in zip(sums, parts, strict=True)]
        before += net
    assert sums == prices


# What cannot be spread.


@pytest.mark.parametrize(
    "changes, code, field",
    [
        ({"max_entries": None}, "split_count", "max_entries"),
        ({"max_entries": 1}, "split_count", "max_entries"),
        ({"max_entries": 121}, "split_count", "max_entries"),
        ({"end_on": date(2026, 12, 31)}, "split_end", "end_on"),
        ({"is_variable": True}, "split_alone", "is_split"),
    ],
)
async def test_what_cannot_be_spread_says_why(shop, changes, code, field):
    contract = await queries.contract(await gate(await regie()))
    with pytest.raises(Refused) as refused:
        judge(replace(contract.values, **changes), contract.lines)
    assert (refused.value.code, refused.value.findings[0].field) == (f"contracts.{code}", field)


async def test_too_little_and_too_long_are_refused(shop):
    contract = await queries.contract(await gate(await regie()))
    with pytest.raises(Refused) as refused:
        judge(replace(contract.values, max_entries=3), [replace(GATE, unit_price=20_000)])
    assert refused.value.code == "contracts.split_small"
    with pytest.raises(Refused) as refused:
        judge(replace(contract.values, max_entries=120, every=60), contract.lines)
    assert refused.value.code == "contracts.count_far"


# The stories.


async def test_each_month_bills_its_part_and_together_they_are_the_whole(shop):
    contract = await gate(await regie())
    assert await amounts(contract) == [33_333, 33_333, 33_334]
    await bill("2026-04-10")
    made = await invoices()
    assert [row["net"] for row in made] == [33_333, 33_333, 33_334]
    assert [row["total"] for row in made] == [40_000, 40_000, 40_001]
    shown = await queries.of_contract(contract)
    assert [(e.part.slot.n, e.part.slot.count, e.is_pinned) for e in shown] == [
        (1, 3, False),
        (2, 3, False),
        (3, 3, False),
    ]
    await all_well("2026-04-10")


async def test_a_long_spread_is_laid_out_whole_and_brings_a_part_a_month(shop):
    contract = await gate(await regie(), count=36)
    assert len(await rows(contract)) == 36 and sum(await amounts(contract)) == 100_000
    await actions.extend(on=date(2027, 6, 1))
    assert len(await rows(contract)) == 36
    view = await queries.contract(contract)
    assert monthly_net(view.lines, view.values.terms) == 2_778


async def test_two_rates_each_come_to_their_own_base(shop):
    works = (
        Line("Pose", 10_000, 500_000_000, 1000),
        Line("Portail", 10_000, 500_010_000, 2000),
    )
    await gate(await regie(), *works, count=7)
    await bill("2026-08-01")
    made = await invoices()
    # 1 000,01 over seven: 142,85 six times, 142,91 once.
    assert [row["net"] for row in made] == [14_285] * 6 + [14_291]
    assert sum(row["net"] for row in made) == 100_001


async def test_one_amended_by_hand_leaves_the_difference_to_those_not_billed(shop):
    contract, other = await gate(await regie(), count=4), await gate(await hotel(), count=4)
    await bill("2026-01-05")
    await amend(contract, 3, 40_000)
    # 1 000 - 250 billed - 400 by hand = 350 for two.
    assert await amounts(contract) == [25_000, 17_500, 40_000, 17_500]
    await amend(contract, 4, 10_001)
    assert await amounts(contract) == [25_000, 24_999, 40_000, 10_001]
    await amend(contract, 3, None)
    # 1 000 - 250 - 100,01 = 649,99 for two.
    assert await amounts(contract) == [25_000, 32_499, 32_500, 10_001]
    assert await amounts(other) == [25_000] * 4
    await all_well()


async def test_an_amount_that_the_others_cannot_make_up_for_is_refused(shop):
    contract = await gate(await regie(), count=3)
    for net, code in ((100_000, "split_less"), (99_999, "split_less")):
        with pytest.raises(Refused) as refused:
            await amend(contract, 1, net)
        assert refused.value.code == f"contracts.{code}"
    await bill("2026-02-05")
    with pytest.raises(Refused) as refused:
        await amend(contract, 3, 30_000)
    assert refused.value.code == "contracts.split_rest"
    assert await amounts(contract) == [33_333, 33_333, 33_334]


async def test_left_out_is_not_billed_and_not_put_on_the_others(shop):
    contract = await gate(await regie())
    await actions.skip_entry(await entry(contract, 2), **WHO)
    await bill("2026-04-10")
    assert [row["net"] for row in await invoices()] == [33_333, 33_334]
    await all_well("2026-04-10")


async def test_another_total_is_spread_over_the_rest_alone_and_may_be_undone(shop):
    contract = await gate(await regie(), count=4)
    await bill("2026-02-05")
    dearer = replace(GATE, unit_price=1_200_000_000)
    change = await actions.amend(contract, date(2026, 3, 1), [dearer], **WHO)
    # 1 200 - 500 billed = 700 over two.
    assert await amounts(contract) == [25_000, 25_000, 35_000, 35_000]
    await all_well()
    await actions.withdraw_amendment(contract, change, **WHO)
    assert await amounts(contract) == [25_000] * 4
    cheaper = replace(GATE, unit_price=500_000_000)
    with pytest.raises(Refused) as refused:
        await actions.amend(contract, date(2026, 3, 1), [cheaper], **WHO)
    assert refused.value.code == "contracts.split_less"
    with pytest.raises(Refused) as refused:
        await actions.amend(contract, date(2026, 6, 1), [dearer], **WHO)
    assert refused.value.code == "contracts.split_rest"


async def test_more_or_fewer_invoices_share_what_is_left(shop):
    contract = await gate(await regie(), count=4)
    await bill("2026-02-05")
    view = await queries.contract(contract)
    on = date(2026, 2, 5)
    await actions.update(contract, replace(view.values, max_entries=6), view.lines, on=on, **WHO)
    assert await amounts(contract) == [25_000, 25_000, 12_500, 12_500, 12_500, 12_500]
    await actions.update(contract, replace(view.values, max_entries=3), view.lines, on=on, **WHO)
    assert await amounts(contract) == [25_000, 25_000, 50_000]
    with pytest.raises(Refused) as refused:
        await actions.update(
            contract, replace(view.values, max_entries=2), view.lines, on=on, **WHO
        )
    assert refused.value.code == "contracts.split_rest"
    with pytest.raises(Refused) as refused:
        await actions.update(
            contract, replace(view.values, is_split=False), view.lines, on=on, **WHO
        )
    assert refused.value.code == "contracts.already_billed"


async def test_before_anything_is_billed_it_may_stop_being_spread(shop):
    contract = await gate(await regie())
    view = await queries.contract(contract)
    values = replace(view.values, is_split=False)
    await actions.update(contract, values, [LIFT], on=date(2026, 1, 5), **WHO)
    assert await amounts(contract) == [None] * 3
    await bill("2026-01-05")
    assert [row["net"] for row in await invoices()] == [12_000]


# The end.


async def test_what_is_left_is_billed_in_one_by_the_last_that_stays(shop):
    contract = await gate(await regie(), count=4)
    await bill("2026-01-05")
    await end(contract, "2026-02-20", bill_rest=True)
    await end(contract, "2026-02-20", bill_rest=True)
    assert await amounts(contract) == [25_000, 75_000]
    await all_well()
    await bill("2026-06-01")
    assert [row["net"] for row in await invoices()] == [25_000, 75_000]
    with pytest.raises(Refused) as refused:
        await actions.continue_after_all(contract, on=date(2026, 6, 1), **WHO)
    assert refused.value.code == "contracts.rest_billed"


async def test_where_all_that_stays_is_billed_the_rest_leaves_on_the_last_day(shop):
    contract = await gate(await regie(), count=4)
    await bill("2026-01-05")
    await end(contract, "2026-01-20", bill_rest=True)
    assert await amounts(contract) == [25_000, 75_000]
    await bill("2026-01-20")
    assert [row["net"] for row in await invoices()] == [25_000, 75_000]


async def test_what_is_given_up_is_never_billed_and_the_books_say_so(shop):
    contract = await gate(await regie(), count=4)
    await actions.skip_entry(await entry(contract, 4), **WHO)
    await bill("2026-01-05")
    await end(contract, "2026-02-20", bill_rest=False)
    assert await amounts(contract) == [25_000, 25_000]
    assert (await queries.contract(contract)).waived == 50_000
    await bill("2027-06-01")
    assert [row["net"] for row in await invoices()] == [25_000, 25_000]
    await all_well("2027-06-01")


@pytest.mark.parametrize("bill_rest", [True, False])
async def test_the_end_is_undone_and_everything_is_as_it_was(shop, bill_rest):
    contract = await gate(await regie(), count=5)
    await amend(contract, 4, 30_000)
    await actions.skip_entry(await entry(contract, 5), **WHO)
    await bill("2026-01-05")
    before = [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)]
    await end(contract, "2026-02-20", bill_rest=bill_rest)
    assert sum(await amounts(contract)) + (await queries.contract(contract)).waived == 100_000
    await actions.continue_after_all(contract, on=date(2026, 1, 5), **WHO)
    await actions.continue_after_all(contract, on=date(2026, 1, 5), **WHO)
    assert [{k: v for k, v in row.items() if k != "id"} for row in await rows(contract)] == before
    await all_well()


async def test_the_end_by_days_is_not_for_what_is_spread(shop):
    contract = await gate(await regie())
    with pytest.raises(Refused) as refused:
        await actions.terminate(contract, date(2026, 2, 1), on=date(2026, 1, 5), **WHO)
    assert refused.value.code == "contracts.split_rest_asked"
    with pytest.raises(Refused):
        await end(contract, "2025-12-31", bill_rest=True)
    await end(contract, "2026-12-31", bill_rest=True)
    assert await ContractEnd.count() == 0 and await states(contract) == "ppp"


async def test_the_pages_say_the_parts_before_and_after(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    client_id = await regie()
    typed = {
        "client_id": str(client_id),
        "label": "Portail",
        "frequency": "monthly",
        "billing": "advance",
        "start_on": "1/1/2026",
        "mode": "issue",
        "is_split": "1",
        "line-0-label": "Portail, pose comprise",
        "line-0-quantity": "1",
        "line-0-unit_price": "1000",
        "line-0-vat_rate": "20",
    }
    async with browser() as client:
        odile = await signed_in(client)
        wrong = await odile.post("/contracts", data=typed)
        assert wrong.status_code == 422 and "de 2 à 120" in wrong.text
        seen = await odile.post("/contracts", data=typed | {"max_entries": "3", "preview": "1"})
        assert "333,33\u00a0€" in seen.text and "333,34\u00a0€" in seen.text
        made = await odile.post("/contracts", data=typed | {"max_entries": "3"})
        path = made.headers["location"]
        await bill("2026-01-05")
        card = (await odile.get(path)).text
        assert "Étalé sur 3 factures" in card and "666,67\u00a0€" in card
        asked = (await odile.get(f"{path}/termination?end_on=31/1/2026")).text
        assert "666,67\u00a0€" in asked and "abandonné" in asked
        mute = await odile.post(f"{path}/termination", data={"end_on": "31/1/2026"})
        assert mute.status_code == 422 and "666,67\u00a0€" in mute.text
        assert await ContractEnd.count() == 0
        ended = await odile.post(
            f"{path}/termination", data={"end_on": "31/1/2026", "rest": "waive"}
        )
        assert ended.status_code == 303
        card = (await odile.get(path)).text
        assert "Annuler la fin" in card and "Abandonné ou écarté" in card
        assert (await odile.post(f"{path}/continuation")).status_code == 303
        assert sum(await amounts(int(path.rsplit("/", 1)[1]))) == 100_000
