"""The schedule as a list, a calendar, a table of what comes; all that is done to one entry."""

from datetime import date

import pytest

from app.contracts import actions, queries
from app.contracts.rules import Frequency
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import LIFT, bill, entry, lift, states


@pytest.fixture
async def odile(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client)


async def test_each_day_of_the_calendar_says_how_many_and_how_much(odile):
    await lift(await regie())
    held = await lift(await hotel())
    await lift(await hotel(), start_on="2026-02-17")
    await actions.skip_entry(await entry(held, 2), at=at("2026-01-05"), by=ODILE)
    page = (await odile.get("/schedule?month=2026-02&view=calendar")).text
    assert "2 échéances" in page and "1 échéance<" in page
    assert "/schedule?month=2026-02&amp;view=calendar&amp;day=17" in page
    # What is left out does not count: 120,00 on the first, 120,00 on the 17th.
    assert page.count("120,00\u00a0€") == 3 and "Lundi" in page
    one = (await odile.get("/schedule?month=2026-02&view=calendar&day=17")).text
    assert "Mardi 17" in one and "Régie Bellecour" not in one
    for wrong in ("30", "0", "x", "²"):
        answer = await odile.get(f"/schedule?month=2026-02&day={wrong}")
        assert answer.status_code == 200 and "Régie Bellecour" in answer.text


async def test_what_comes_in_eighteen_months_goes_into_one_table(odile):
    await lift(await regie(), frequency=Frequency.QUARTERLY)
    sent = await odile.get("/schedule?as=csv&span=ahead")
    lines = sent.content.decode("utf-8-sig").splitlines()
    # The entry of 1 January has passed; April 2026 to 1 July 2027 are six.
    assert (len(lines) == 7 and lines[1].startswith("2026-04-01")) or "01/04/2026" in lines[1]
    narrowed = await odile.get("/schedule?as=csv&span=ahead&q=nizier")
    assert len(narrowed.content.decode("utf-8-sig").splitlines()) == 1


async def test_left_out_and_billed_after_all_from_the_menu(odile):
    contract = await lift(await regie())
    path = f"/schedule/entries/{await entry(contract, 2)}"
    page = (await odile.get("/schedule?month=2026-02")).text
    assert f'formaction="{path}/omission"' in page and f'formaction="{path}/pause"' in page
    back = {"back": "/schedule?month=2026-02"}
    assert (await odile.post(f"{path}/omission", data=back)).status_code == 303
    assert await states(contract, 3) == "psp"
    assert f'formaction="{path}/inclusion"' in (await odile.get("/schedule?month=2026-02")).text
    await odile.post(f"{path}/inclusion", data=back)
    assert await states(contract, 3) == "ppp"


async def test_an_entry_asks_to_be_seen_again_on_its_day(odile, at):
    contract = await lift(await regie())
    path = f"/schedule/entries/{await entry(contract, 3)}"
    typed = {"comment": "relire le contrat", "alert_on": "20/1/2026"}
    await odile.post(f"{path}/comment", data=typed)
    assert "relire le contrat" not in (await odile.get("/")).text
    at("2026-01-20T10:00")
    assert "relire le contrat" in (await odile.get("/")).text
    await odile.post(f"{path}/comment", data={"comment": "fait", "alert_on": ""})
    assert "Régie Bellecour" not in (await odile.get("/")).text


async def test_a_year_s_months_add_up_whatever_the_rhythms(odile):
    client_id = await regie()
    await lift(client_id)
    await lift(client_id, frequency=Frequency.QUARTERLY)
    await lift(client_id, frequency=Frequency.BIWEEKLY, start_on="2026-01-05")
    changed = await lift(client_id, start_on="2026-01-15", anchor_day=1)
    await actions.amend(changed, date(2026, 3, 1), [LIFT, LIFT], at=at("2026-01-05"), by=ODILE)
    await bill("2026-01-05")
    months = await queries.months_of(2026)
    for month, each in enumerate(months, start=1):
        last = date(2026 + month // 12, month % 12 + 1, 1)
        entries = [e for e in await queries.between(each.first, last) if e.bill_on.month == month]
        assert each.count == len(entries)
        assert each.total.net == sum(e.amount.net for e in entries)
        assert each.total.total == sum(e.amount.total for e in entries)
