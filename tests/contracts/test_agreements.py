"""Contracts made, changed, paused, ended: what is billed stays, the rest follows."""

from dataclasses import replace
from datetime import date

import pytest

from app.auth.queries import timeline
from app.contracts import actions, queries
from app.contracts.rules import Billing, Frequency, Line, Mode
from app.contracts.tables import Contract, ScheduleEntry
from app.core.errors import Refused
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.contracts.stories import LIFT, bill, entry, invoices, lift, rows, states

WHO = {"at": at("2026-01-05"), "by": ODILE}


@pytest.fixture
async def shop(database):
    await open_shop()


async def change(contract_id, *lines, on="2026-01-05", **changes):
    kept = await queries.contract(contract_id)
    await actions.update(
        contract_id,
        replace(kept.values, **changes),
        lines or kept.lines,
        on=date.fromisoformat(on),
        **WHO,
    )


async def test_the_schedule_is_laid_out_eighteen_months_ahead(shop):
    contract = await lift(await regie())
    found = await rows(contract)
    # From 5 January 2026: January 2026 to July 2027.
    assert (len(found), str(found[-1]["period_from"])) == (19, "2027-07-01")
    assert await actions.extend(on=date(2026, 1, 31)) == 0
    assert await actions.extend(on=date(2026, 2, 1)) == 1
    assert await actions.extend(on=date(2026, 2, 1)) == 0


async def test_references_are_given_or_taken_once(shop):
    who = await regie()
    await lift(who, reference="MAINT-1")
    await lift(who, reference="C-0002")
    third = await lift(who)
    assert (await queries.contract(third)).values.reference == "C-0003"
    with pytest.raises(Refused) as refused:
        await lift(who, reference="MAINT-1")
    assert refused.value.code == "contracts.reference_taken"


async def test_a_contract_that_runs_already_bills_only_from_the_day_given(shop):
    contract = await lift(await regie(), start_on="2025-10-01", bill_from="2026-01-01")
    assert await states(contract, 5) == "sssp" + "p"
    assert (await bill("2026-01-05")).issued == 1


async def test_a_new_price_holds_for_what_is_not_billed_yet(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await change(contract, replace(LIFT, unit_price=150_000_000))
    await bill("2026-02-01")
    assert [row["net"] for row in await invoices()] == [12_000, 15_000]


async def test_the_terms_are_fixed_once_something_is_billed(shop):
    contract = await lift(await regie())
    await change(contract, frequency=Frequency.QUARTERLY)
    assert str((await rows(contract))[0]["period_to"]) == "2026-03-31"
    await bill("2026-01-05")
    with pytest.raises(Refused) as refused:
        await change(contract, frequency=Frequency.MONTHLY, client_id=await hotel(), anchor_day=3)
    assert [each.field for each in refused.value.findings] == [
        "client_id",
        "frequency",
        "anchor_day",
    ]
    await change(contract, billing=Billing.ARREARS, mode=Mode.DRAFT)
    assert str((await rows(contract))[1]["bill_on"]) == "2026-06-30"


async def test_ending_within_a_period_cuts_it_and_removes_what_follows(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    await actions.terminate(contract, date(2026, 2, 14), on=date(2026, 1, 5), **WHO)
    assert len(await rows(contract)) == 2
    await bill("2026-06-01")
    # 120 x 14 / 28
    assert [row["net"] for row in await invoices()] == [12_000, 6_000]
    assert await actions.extend(on=date(2026, 6, 1)) == 0


async def test_an_end_may_be_taken_back_until_the_cut_period_is_billed(shop):
    contract = await lift(await regie())
    await actions.terminate(contract, date(2026, 2, 14), on=date(2026, 1, 5), **WHO)
    await change(contract, end_on=None)
    assert (len(await rows(contract)), (await rows(contract))[1]["days"]) == (19, 28)
    await actions.terminate(contract, date(2026, 2, 14), on=date(2026, 1, 5), **WHO)
    await bill("2026-02-01")
    with pytest.raises(Refused) as refused:
        await change(contract, end_on=None)
    assert refused.value.code == "contracts.cut_period_billed"


async def test_it_cannot_end_before_it_starts(shop):
    contract = await lift(await regie())
    with pytest.raises(Refused) as refused:
        await actions.terminate(contract, date(2025, 12, 31), on=date(2026, 1, 5), **WHO)
    assert refused.value.findings[0].field == "end_on"


async def test_a_pause_holds_and_resuming_bills_only_what_begins_afterwards(shop):
    contract = await lift(await regie())
    await actions.pause_entry(await entry(contract, 6), **WHO)
    await actions.pause(contract, date(2026, 2, 1), reason="travaux", **WHO)
    await actions.pause(contract, date(2026, 2, 1), reason="travaux", **WHO)
    assert await states(contract, 6) == "phhhhh"
    assert (await bill("2026-04-10")).issued == 1
    await actions.resume(contract, date(2026, 4, 15), at=at("2026-04-15"), by=ODILE)
    # June was held by hand before the pause, and stays held.
    assert await states(contract, 6) == "bhhhph"
    assert (await bill("2026-05-02")).issued == 1
    await actions.resume_entry(await entry(contract, 3), at=at("2026-05-03"), by=ODILE)
    assert (await bill("2026-05-03")).issued == 1


async def test_what_is_laid_out_during_a_pause_is_held_too(shop):
    contract = await lift(await regie())
    await actions.pause(contract, date(2026, 2, 1), until_on=date(2027, 9, 30), **WHO)
    await actions.extend(on=date(2026, 5, 1))
    found = await rows(contract)
    assert [row["state"] for row in found[-3:]] == ["paused", "planned", "planned"]


async def test_two_pauses_do_not_cross(shop):
    contract = await lift(await regie())
    await actions.pause(contract, date(2026, 2, 1), until_on=date(2026, 3, 31), **WHO)
    with pytest.raises(Refused) as refused:
        await actions.pause(contract, date(2026, 3, 31), **WHO)
    assert refused.value.code == "contracts.paused"


async def test_a_contract_made_by_mistake_is_thrown_away_until_something_is_billed(shop):
    mistake, kept = await lift(await regie()), await lift(await hotel(), start_on="2025-12-01")
    await actions.delete(mistake, **WHO)
    await actions.delete(mistake, **WHO)
    assert await Contract.count() == 1
    assert await ScheduleEntry.count().where(ScheduleEntry.contract == mistake) == 0
    await bill("2026-01-05")
    with pytest.raises(Refused) as refused:
        await actions.delete(kept, **WHO)
    assert refused.value.code == "contracts.billed"


async def test_what_is_billed_no_longer_changes_and_says_so(shop):
    contract = await lift(await regie())
    await bill("2026-01-05")
    first = await entry(contract, 1)
    for act in (
        actions.pause_entry(first, **WHO),
        actions.skip_entry(first, **WHO),
        actions.move_entry(first, date(2026, 2, 1), **WHO),
        actions.amend_entry(first, 100, **WHO),
    ):
        with pytest.raises(Refused):
            await act
    await actions.comment_entry(first, "payée d’avance", **WHO)
    assert (await rows(contract))[0]["comment"] == "payée d’avance"


async def test_asked_twice_it_happens_once_and_is_told_once(shop):
    contract = await lift(await regie())
    for _ in range(2):
        await actions.skip_entry(await entry(contract, 2), **WHO)
    acts = [item.act for item in await timeline("contract", contract)]
    assert sorted(acts) == ["contract.created", "entry.skipped"]


async def test_the_integrity_checks_find_what_was_broken_by_hand(shop):
    contract = await lift(await regie())
    await bill("2026-02-05")
    for _, check in queries.CHECKS:
        assert await check() == []
    _, second, third = (await rows(contract))[:3]
    await ScheduleEntry.update({ScheduleEntry.invoice_id: 999}).where(
        ScheduleEntry.id == second["id"]
    )
    await ScheduleEntry.update({ScheduleEntry.period_to: date(2026, 3, 20)}).where(
        ScheduleEntry.id == third["id"]
    )
    billed, theirs, holes, _ = [
        [str(each) for each in await check()] for _, check in queries.CHECKS
    ]
    assert [f"entry {second['id']} " in each for each in billed] == [True]
    assert len(theirs) == 1
    assert "begins on 2026-04-01, not on 2026-03-21" in holes[0] and len(holes) == 1


async def test_the_months_of_a_year_add_up(shop):
    contract = await lift(await regie(), start_on="2026-01-03", anchor_day=1)
    await lift(await hotel(), LIFT, Line("Astreinte", 10_000, 30_000_000, 1000), mode=Mode.DRAFT)
    await actions.amend_entry(await entry(contract, 3), 5_000, **WHO)
    await actions.skip_entry(await entry(contract, 4), **WHO)
    await bill("2026-01-05")
    months = await queries.months_of(2026)
    # January: 112,26 + 150; February 120 + 150; March 50 + 150; April 150.
    assert [each.total.net for each in months[:4]] == [26_226, 27_000, 20_000, 15_000]
    assert [each.billed.net for each in months[:2]] == [26_226, 0]
    # With VAT in February: 144 + 144 + 33.
    assert months[1].total.total == 32_100
    for month in months[:4]:
        shown = await queries.between(month.first, month.first.replace(day=28))
        counted = [each for each in shown if each.state in ("planned", "billed")]
        assert sum(each.amount.net for each in counted) == month.total.net
