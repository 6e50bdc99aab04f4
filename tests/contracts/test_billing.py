"""Due entries become invoices: each once, in order, dated the day asked, whatever happened."""

from datetime import date, timedelta

import pytest

from app.contracts import actions
from app.contracts.rules import Billing, Frequency, Mode, kept
from app.core.errors import Refused
from app.invoices.actions import delete_draft
from app.invoices.tables import InvoiceLine
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.contracts.stories import LIFT, bill, entry, invoices, lift, rows, states


@pytest.fixture
async def shop(database):
    await open_shop()


async def test_a_month_of_lift_becomes_an_invoice(shop):
    contract = await lift(await regie(), order_number="BC-77")
    summary = await bill("2026-01-05")
    assert (summary.due, summary.issued, summary.drafted) == (1, 1, 0)
    assert summary.numbers == ("F2026-000001",)
    (invoice,) = await invoices()
    assert (invoice["net"], invoice["vat"], invoice["total"]) == (12_000, 2_400, 14_400)
    assert invoice["issued_on"] == date(2026, 1, 5)
    assert (invoice["service_from"], invoice["service_to"]) == (
        date(2026, 1, 1),
        date(2026, 1, 31),
    )
    assert invoice["order_number"] == "BC-77"
    first = (await rows(contract))[0]
    assert (first["state"], first["invoice_id"]) == ("billed", invoice["id"])
    assert invoice["source"] == f"entry:{first['id']}"
    (line,) = await InvoiceLine.select()
    assert line["label"] == "Entretien de l’ascenseur, janvier 2026"


async def test_run_again_it_bills_nothing(shop):
    await lift(await regie())
    await bill("2026-01-05")
    again = await bill("2026-01-05")
    assert (again.due, again.issued) == (0, 0)
    assert len(await invoices()) == 1


async def test_after_forty_days_away_each_month_is_billed_with_its_own_texts(shop):
    contract = await lift(await regie())
    summary = await bill("2026-02-14")
    assert summary.issued == 2
    assert await states(contract, 3) == "bbp"
    assert [row["issued_on"] for row in await invoices()] == [date(2026, 2, 14)] * 2
    lines = await InvoiceLine.select().order_by(InvoiceLine.id)
    assert [line["label"][-12:] for line in lines] == ["janvier 2026", "février 2026"]


async def test_a_start_on_the_third_is_billed_29_days_of_31(shop):
    await lift(await regie(), start_on="2026-01-03", anchor_day=1)
    await bill("2026-01-05")
    (line,) = await InvoiceLine.select()
    assert line["net"] == 11_226
    assert line["detail"].endswith("29/31\u00a0jours")


@pytest.mark.parametrize("gap", [1, 3, 40])
async def test_the_same_sweep_after_a_gap_bills_the_same_entries(shop, gap):
    """From 28 January to 2 April, over a leap of the clock and short months; every `gap` days."""
    client = await regie()
    await lift(client, start_on="2026-01-31")
    await lift(client, frequency=Frequency.WEEKLY, start_on="2026-01-29", end_on="2026-03-20")
    await lift(client, billing=Billing.ARREARS, start_on="2026-01-10", anchor_day=31)
    day, end = date(2026, 1, 28), date(2026, 4, 2)
    while day < end:
        await bill(day.isoformat())
        day += timedelta(days=gap)
    await bill("2026-04-02")
    # Monthly on the last day: 31 Jan, 28 Feb, 31 Mar. Weekly: 29 Jan to 19 Mar, eight, the last
    # one of two days. In arrears from 10 Jan: 30 Jan, 27 Feb, 30 Mar.
    periods = sorted((str(i["service_from"]), str(i["service_to"])) for i in await invoices())
    assert periods == [
        ("2026-01-10", "2026-01-30"),
        ("2026-01-29", "2026-02-04"),
        ("2026-01-31", "2026-02-27"),
        ("2026-01-31", "2026-02-27"),
        ("2026-02-05", "2026-02-11"),
        ("2026-02-12", "2026-02-18"),
        ("2026-02-19", "2026-02-25"),
        ("2026-02-26", "2026-03-04"),
        ("2026-02-28", "2026-03-30"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-05", "2026-03-11"),
        ("2026-03-12", "2026-03-18"),
        ("2026-03-19", "2026-03-20"),
        ("2026-03-31", "2026-04-29"),
    ]
    numbers = sorted(i["number"] for i in await invoices())
    assert numbers == [f"F2026-{n:06}" for n in range(1, 15)]


async def test_a_leap_day_and_both_changes_of_the_clock(shop):
    client = await regie()
    await lift(client, start_on="2028-02-29", on="2028-02-01", max_entries=1)
    # 26 March and 29 October 2028 are the Sundays on which the clocks change.
    await lift(client, start_on="2028-03-26", on="2028-02-01", max_entries=1)
    await lift(client, start_on="2028-10-29", on="2028-02-01", max_entries=1)
    billed = {}
    for day in ("2028-02-28", "2028-02-29", "2028-03-25", "2028-03-26", "2028-10-29"):
        billed[day[5:]] = (await bill(day)).issued
    assert billed == {"02-28": 0, "02-29": 1, "03-25": 0, "03-26": 1, "10-29": 1}


async def test_a_draft_waits_for_a_person(shop):
    contract = await lift(await regie(), mode=Mode.DRAFT)
    summary = await bill("2026-01-05")
    assert (summary.issued, summary.drafted) == (0, 1)
    assert [row["state"] for row in await invoices()] == ["draft"]
    issued = await actions.issue_entries(
        [await entry(contract, 1)], on=date(2026, 1, 6), at=at("2026-01-06"), by=ODILE
    )
    assert issued.numbers == ("F2026-000001",)


async def test_one_that_is_refused_holds_up_nobody_and_says_why(shop):
    stray = await lift(await hotel(street="", town=""))
    await lift(await regie())
    summary = await bill("2026-01-05")
    assert (summary.due, summary.issued, len(summary.refused)) == (2, 1, 1)
    assert (summary.refused[0].contract, summary.refused[0].period) == (
        "C-0001",
        "2026-01-01/2026-01-31",
    )
    row = (await rows(stray))[0]
    assert row["state"] == "planned"
    assert "invoices.client_address" in [each.code for each in kept(row["refusal"])]
    # No number was burnt, and no draft is left of what was refused.
    assert [i["number"] for i in await invoices()] == ["F2026-000001"]


async def test_what_was_refused_is_billed_once_it_is_put_right(shop):
    from app.clients import actions as clients
    from app.clients.queries import client

    who = await hotel(street="")
    contract = await lift(who)
    await bill("2026-01-05")
    from dataclasses import replace

    fixed = replace((await client(who)).values, street="1 quai Saint-Antoine")
    await clients.update(who, fixed, at=at("2026-01-06"), by=ODILE)
    assert (await bill("2026-01-06")).issued == 1
    assert (await rows(contract))[0]["refusal"] == ""


async def test_a_day_before_the_last_invoice_is_refused_as_a_whole(shop):
    await lift(await regie())
    await bill("2026-01-05")
    await lift(await mme_perrin())
    with pytest.raises(Refused) as refused:
        await actions.bill(on=date(2026, 1, 4), at=at("2026-01-05"), by="echeance")
    assert refused.value.code == "contracts.bill_before"
    assert len(await invoices()) == 1


async def test_a_day_to_come_is_refused_but_may_be_asked(shop):
    contract = await lift(await regie())
    asked = {"on": date(2026, 3, 31), "at": at("2026-01-05"), "by": "echeance"}
    with pytest.raises(Refused) as refused:
        await actions.bill(**asked)
    assert refused.value.code == "contracts.bill_later"
    told = await actions.bill(**asked, dry_run=True)
    assert (told.due, told.issued) == (3, 3)
    assert await invoices() == []
    assert await states(contract, 3) == "ppp"
    assert (await bill("2026-01-05")).numbers == ("F2026-000001",)


async def test_paused_and_left_out_entries_are_never_billed(shop):
    contract = await lift(await regie())
    await actions.pause_entry(await entry(contract, 1), at=at("2026-01-02"), by=ODILE)
    await actions.skip_entry(await entry(contract, 2), at=at("2026-01-02"), by=ODILE)
    assert (await bill("2026-03-05")).issued == 1
    assert await states(contract, 4) == "hsbp"


async def test_a_moved_entry_is_billed_on_its_new_day_and_an_amended_one_at_its_amount(shop):
    contract = await lift(await regie(), LIFT, LIFT)
    await actions.move_entry(
        await entry(contract, 1), date(2026, 1, 20), at=at("2026-01-02"), by=ODILE
    )
    await actions.amend_entry(await entry(contract, 1), 9_999, at=at("2026-01-02"), by=ODILE)
    assert (await bill("2026-01-19")).issued == 0
    assert (await bill("2026-01-20")).issued == 1
    (invoice,) = await invoices()
    # 99,99 over two equal lines: 50,00 (half away from zero), then the rest. VAT 20,00.
    assert (invoice["net"], invoice["vat"]) == (9_999, 2_000)
    nets = [line["net"] for line in await InvoiceLine.select().order_by(InvoiceLine.position)]
    assert nets == [5_000, 4_999]


async def test_issue_now_is_done_once_on_a_double_click(shop):
    contract = await lift(await regie())
    ids = [await entry(contract, 2), await entry(contract, 3)]
    asked = {"on": date(2026, 1, 6), "at": at("2026-01-06"), "by": ODILE}
    first = await actions.issue_entries(ids, **asked)
    second = await actions.issue_entries([*ids, *ids], **asked)
    assert (first.issued, second.issued) == (2, 0)
    assert await states(contract, 4) == "pbbp"


async def test_a_draft_thrown_away_is_not_billed_again_unless_asked(shop):
    contract = await lift(await regie(), mode=Mode.DRAFT)
    await bill("2026-01-05")
    (draft,) = await invoices()
    await delete_draft(draft["id"], at=at("2026-01-06"), by=ODILE)
    assert (await bill("2026-01-07")).drafted == 0
    assert await states(contract, 2) == "sp"
    await actions.unskip_entry(await entry(contract, 1), at=at("2026-01-08"), by=ODILE)
    assert (await bill("2026-01-08")).drafted == 1


async def test_an_archived_client_is_not_billed(shop):
    from app.clients.actions import archive

    who = await regie()
    await lift(who)
    await archive(who, at=at("2026-01-04"), by=ODILE)
    summary = await bill("2026-01-05")
    assert [each.findings[0].code for each in summary.refused] == ["contracts.archived"]


async def test_numbers_follow_the_order_of_billing(shop):
    client = await regie()
    late = await lift(client, start_on="2026-01-04")
    early = await lift(client, start_on="2026-01-02")
    await bill("2026-01-05")
    numbers = {i["source"]: i["number"] for i in await invoices()}
    assert numbers == {
        f"entry:{await entry(early, 1)}": "F2026-000001",
        f"entry:{await entry(late, 1)}": "F2026-000002",
    }
