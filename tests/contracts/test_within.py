"""Lines that change within a period: its days at the former lines, then at the new ones."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts import actions, queries
from app.contracts.rules import (
    Amendment,
    Behind,
    Billing,
    Cause,
    Line,
    Part,
    Versions,
    amount,
    bill_lines,
    items,
)
from app.contracts.tables import ContractAmendment
from app.core.errors import Refused
from app.upkeep import actions as upkeep
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import LIFT, bill, entry, invoices, lift

WHO = {"at": at("2026-01-05"), "by": ODILE}
DEARER = replace(LIFT, unit_price=150_000_000)
CALLS = Line("Astreinte", 10_000, 31_000_000, 1000)
JANUARY = Part(date(2026, 1, 1), date(2026, 1, 31), 31, 31, n=1)
FEBRUARY = Part(date(2026, 2, 1), date(2026, 2, 28), 28, 28, n=2)


@pytest.fixture
async def shop(database):
    await open_shop()


async def amend(contract, from_on, *lines):
    day = date.fromisoformat(from_on)
    return await actions.amend(contract, day, lines or (DEARER,), is_prorated=True, **WHO)


def changed(from_on, *lines, behind=None, first=(LIFT,)):
    day = date.fromisoformat(from_on)
    return Versions(first, (Amendment(1, day, Cause.AMENDMENT, "", lines, True, behind),))


def told(versions, part):
    return [(each.line.label, each.part.days, each.value) for each in items(versions, part)]


# The figures, by hand.


def test_two_lines_each_with_its_days():
    # 120,00 x 14/31 = 54,19…; 150,00 x 17/31 = 82,25…
    versions = changed("2026-01-15", DEARER)
    assert told(versions, JANUARY) == [(LIFT.label, 14, 5_419), (LIFT.label, 17, 8_226)]
    assert amount(versions, JANUARY).net == 13_645
    assert told(versions, FEBRUARY) == [(LIFT.label, 28, 15_000)]
    first, second = bill_lines(versions, JANUARY, "fr", lambda text: text)
    assert first.label == "Entretien de l’ascenseur, du 1er\u00a0janvier au 14\u00a0janvier 2026"
    assert first.detail.endswith("14 of 31 days") and second.detail.endswith("17 of 31 days")
    assert (first.quantity, first.unit_price) == (10_000, 54_190_000)


def test_a_line_that_does_not_change_stays_whole_and_one_that_comes_or_goes_has_its_days():
    versions = changed("2026-01-11", LIFT, CALLS)
    # 31,00 x 21/31 = 21,00
    assert told(versions, JANUARY) == [(LIFT.label, 31, 12_000), ("Astreinte", 21, 2_100)]
    versions = changed("2026-01-11", LIFT, first=(LIFT, CALLS))
    assert told(versions, JANUARY) == [(LIFT.label, 31, 12_000), ("Astreinte", 10, 1_000)]
    twice = changed("2026-01-11", LIFT, first=(LIFT, LIFT))
    # One of two equal lines goes: 120,00 x 10/31 = 38,71.
    assert told(twice, JANUARY) == [(LIFT.label, 31, 12_000), (LIFT.label, 10, 3_871)]


def test_two_changes_within_one_month_make_three_parts():
    later = (
        Amendment(1, date(2026, 1, 11), Cause.AMENDMENT, "", (DEARER,), True),
        Amendment(2, date(2026, 1, 21), Cause.AMENDMENT, "", (LIFT,), True),
    )
    # 38,71 + 150,00 x 10/31 = 48,39 + 120,00 x 11/31 = 42,58
    parts = [value for _, _, value in told(Versions((LIFT,), later), JANUARY)]
    assert parts == [3_871, 4_839, 4_258]


def test_a_period_that_was_cut_is_shared_out_of_its_whole_days():
    begun = replace(JANUARY, first=date(2026, 1, 11), days=21)
    # 120,00 x 10/31 + 150,00 x 11/31
    parts = [value for _, _, value in told(changed("2026-01-21", DEARER), begun)]
    assert parts == [3_871, 5_323]


def test_a_billed_period_comes_as_two_lines_on_the_next():
    behind = Behind(date(2026, 1, 31), 31, carrier=2)
    versions = changed("2026-01-15", DEARER, CALLS, behind=behind, first=(LIFT, CALLS))
    # 17 days: 120,00 x 17/31 = 65,81 back, 150,00 x 17/31 = 82,26 billed; the calls do not change.
    assert told(versions, JANUARY) == [(LIFT.label, 31, 12_000), ("Astreinte", 31, 3_100)]
    assert told(versions, FEBRUARY) == [
        (LIFT.label, 28, 15_000),
        ("Astreinte", 28, 3_100),
        (LIFT.label, 17, -6_581),
        (LIFT.label, 17, 8_226),
    ]
    back = bill_lines(versions, FEBRUARY, "fr", lambda text: text)[2]
    assert (back.quantity, back.unit_price) == (-10_000, 65_810_000)
    assert "15\u00a0janvier" in back.label


@given(
    prices=st.lists(st.integers(1, 10**7), min_size=1, max_size=4),
    cuts=st.sets(st.integers(1, 30), max_size=4),
)
def test_parts_of_the_same_price_make_the_whole_within_half_a_cent_each(prices, cuts):
    lines = [Line("x", 10_000, price * 10_000, 2000) for price in prices]
    later = tuple(
        Amendment(
            n,
            JANUARY.first + timedelta(days=cut),
            Cause.AMENDMENT,
            "",
            # Another text, so that no line counts as the same.
            tuple(replace(line, label=f"x{n}") for line in lines),
            True,
        )
        for n, cut in enumerate(sorted(cuts))
    )
    made = items(Versions(tuple(lines), later), JANUARY)
    pieces = len(lines) * (len(cuts) + 1)
    assert len(made) == pieces
    assert sum(each.part.days for each in made) == 31 * len(lines)
    assert abs(sum(each.value for each in made) - sum(prices)) * 2 <= pieces


# The stories.


async def test_in_arrears_the_month_under_way_is_billed_by_days(shop):
    contract = await lift(await regie(), billing=Billing.ARREARS)
    await lift(await hotel(), billing=Billing.ARREARS)
    await amend(contract, "2026-01-15")
    await amend(contract, "2026-01-15")
    assert await ContractAmendment.count() == 1
    await bill("2026-02-28")
    assert [row["net"] for row in await invoices()] == [13_645, 12_000, 15_000, 12_000]
    months = await queries.months_of(2026)
    assert [each.total.net for each in months[:3]] == [25_645, 27_000, 27_000]


async def test_in_advance_the_month_under_way_is_made_up_for_on_the_next_invoice(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await amend(contract, "2026-01-15")
    shown = await queries.of_contract(contract)
    assert [each.amount.net for each in shown[:3]] == [12_000, 16_645, 15_000]
    # After forty days without the worker: the same, once.
    await bill("2026-03-10")
    await bill("2026-03-10")
    assert [row["net"] for row in await invoices()] == [12_000, 16_645, 15_000]
    run = await upkeep.check_books(at=at("2026-03-10"), by=ODILE)
    assert (run.findings, run.not_checked) == (0, 0)


async def test_less_than_before_is_taken_off_the_next_invoice(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await amend(contract, "2026-01-15", replace(LIFT, unit_price=90_000_000))
    # 90,00 - 65,81 + 90,00 x 17/31 = 49,35
    await bill("2026-02-01")
    assert [row["net"] for row in await invoices()] == [12_000, 7_354]


async def test_one_left_out_or_set_by_hand_does_not_carry_the_difference(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await actions.skip_entry(await entry(contract, 2), **WHO)
    await actions.amend_entry(await entry(contract, 3), 1_000, **WHO)
    await amend(contract, "2026-01-15")
    shown = await queries.of_contract(contract)
    assert [each.amount.net for each in shown[:5]] == [12_000, 15_000, 1_000, 16_645, 15_000]


@pytest.mark.parametrize(
    ("end_on", "price", "code"),
    [("2026-01-31", 150, "prorate_none"), ("2026-02-01", 1, "prorate_negative")],
)
async def test_what_no_invoice_can_carry_is_refused(shop, end_on, price, code):
    contract = await lift(await regie(), end_on=end_on)
    await bill("2026-01-05")
    with pytest.raises(Refused) as refused:
        await amend(contract, "2026-01-15", replace(LIFT, unit_price=price * 1_000_000))
    assert refused.value.code == f"contracts.{code}"
    assert await ContractAmendment.count() == 0


async def test_what_is_spread_or_typed_is_not_shared_by_days(shop):
    for changes in ({"is_split": True, "max_entries": 3}, {"is_variable": True}):
        contract = await lift(await regie(), **changes)
        with pytest.raises(Refused) as refused:
            await amend(contract, "2026-01-15")
        assert refused.value.code == "contracts.prorate_lines"


async def test_it_is_undone_until_the_days_are_billed(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    first = await amend(contract, "2026-01-15")
    await actions.withdraw_amendment(contract, first, **WHO)
    second = await amend(contract, "2026-02-15")
    await actions.withdraw_amendment(contract, second, **WHO)
    third = await amend(contract, "2026-02-15")
    await bill("2026-02-01")
    assert [row["net"] for row in await invoices()] == [12_000, 13_500]
    with pytest.raises(Refused) as refused:
        await actions.withdraw_amendment(contract, third, **WHO)
    assert refused.value.code == "contracts.amend_billed"


async def test_the_page_says_the_rule_and_the_figures_first(database, at):
    at("2026-01-10T10:00")
    await open_shop()
    contract = await lift(await regie())
    await bill("2026-01-05")
    typed = {
        "from_on": "15/1/2026",
        "how": "days",
        "line-0-label": "Entretien de l’ascenseur, {period}",
        "line-0-quantity": "1",
        "line-0-unit_price": "150",
        "line-0-vat_rate": "20",
    }
    async with browser() as client:
        odile = await signed_in(client)
        path = f"/contracts/{contract}"
        assert "partagée par jours" in (await odile.get(f"{path}/amendment")).text
        seen = (await odile.post(f"{path}/amendments", data=typed | {"preview": "1"})).text
        for figure in ("166,45", "65,81", "82,26", "17/31"):
            assert figure in seen
        assert await ContractAmendment.count() == 0
        wrong = await odile.post(f"{path}/amendments", data=typed | {"how": "maybe"})
        assert wrong.status_code == 422
        assert (await odile.post(f"{path}/amendments", data=typed)).status_code == 303
        assert "par jours" in (await odile.get(path)).text
        february = (await odile.get(f"/schedule/entries/{await entry(contract, 2)}")).text
        assert "65,81" in february and "17/31" in february
