"""What Odile sees and does about contracts in a browser; Claire looks, an outsider gets nothing."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from app.contracts.rules import Mode
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.catalogue.shelf import CANDLE, shelved
from tests.contracts.stories import LIFT, bill, entry, invoices, lift, rows, states


@pytest.fixture
async def odile(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client)


def typed(client_id, **changes):
    """The form of a new contract, as Odile types it."""
    return {
        "client_id": client_id,
        "label": "Entretien ascenseur",
        "frequency": "monthly",
        "billing": "advance",
        "start_on": "3/1/2026",
        "anchor_day": "1",
        "mode": "issue",
        "line-0-label": "Entretien, {period}",
        "line-0-quantity": "1",
        "line-0-unit_price": "120",
        "line-0-vat_rate": "20",
        "line-1-label": "",
        "line-1-quantity": "1",
        "line-1-unit_price": "",
        "line-1-vat_rate": "20",
    } | changes


async def test_a_contract_is_typed_and_its_schedule_is_there(odile):
    answer = await odile.post("/contracts", data=typed(await regie()))
    assert answer.status_code == 303
    page = (await odile.get(answer.headers["location"])).text
    assert "du 3\u00a0janvier au 31\u00a0janvier 2026" in page
    assert "112,26\u00a0€" in page
    assert "120,00\u00a0€" in page


async def test_twice_a_month_and_every_three_weeks_are_typed_and_said(odile):
    who = await regie()
    twice = typed(who, frequency="twice_month", start_on="1/1/2026", anchor_day="", second_day="")
    page = (await odile.get((await odile.post("/contracts", data=twice)).headers["location"])).text
    assert "deux fois par mois" in page and "240,00\u00a0€" in page
    assert [str(row["bill_on"]) for row in (await rows(1))[:3]] == [
        "2026-01-01",
        "2026-01-15",
        "2026-02-01",
    ]
    weeks = typed(who, frequency="weekly", every="3", start_on="1/1/2026", anchor_day="")
    page = (await odile.get((await odile.post("/contracts", data=weeks)).headers["location"])).text
    assert "toutes les 3 semaines" in page
    assert [str(row["bill_on"]) for row in (await rows(2))[:2]] == ["2026-01-01", "2026-01-22"]
    again = await odile.post("/contracts/2/edit", data=weeks | {"every": "4"})
    assert again.status_code == 303
    assert [str(row["bill_on"]) for row in (await rows(2))[:2]] == ["2026-01-01", "2026-01-29"]
    wrong = await odile.post("/contracts", data=weeks | {"every": "0"})
    assert wrong.status_code == 422 and 'href="#f-every"' in wrong.text


async def test_the_page_of_a_contract_reads_its_lines_as_they_will_be_printed(odile):
    answer = await odile.post("/contracts", data=typed(await regie()))
    page = (await odile.get(answer.headers["location"])).text
    assert "Entretien, du 3\u00a0janvier au 31\u00a0janvier 2026" in page
    assert "{period}" not in page


async def test_a_form_with_faults_comes_back_with_all_that_was_typed(odile):
    wrong = typed(
        await regie(),
        label="",
        start_on="31/02/2026",
        **{"line-0-unit_price": "cent vingt", "line-3-label": "Astreinte"},
    )
    answer = await odile.post("/contracts", data=wrong)
    assert answer.status_code == 422
    for kept in ("31/02/2026", "cent vingt", "Astreinte"):
        assert kept in answer.text
    for name in ("label", "start_on", "line-0-unit_price", "line-3-unit_price"):
        assert f'href="#f-{name}"' in answer.text
    assert await rows(1) == []


async def test_the_first_entries_are_shown_before_anything_is_kept(odile):
    data = typed(await regie(), start_on="3/11/2025")
    with_scripts = (await odile.post("/contracts/preview", data=data)).text
    without = (await odile.post("/contracts", data=data | {"preview": "1"})).text
    for page in (with_scripts, without):
        # 28 of the 30 days of November: 120 x 28 / 30.
        assert "112,00\u00a0€" in page
        assert "(28/30)" in page
        assert page.count("2026") >= 4
    assert "Le jour de 3 échéances est passé" in with_scripts
    assert "<html" not in with_scripts
    assert await rows(1) == []


async def test_one_more_line_keeps_what_was_typed(odile):
    answer = await odile.post("/contracts", data=typed(await regie()) | {"more": "1"})
    assert answer.status_code == 200
    assert 'name="line-2-label"' in answer.text or 'name="line-1-label"' in answer.text
    assert "Entretien, {period}" in answer.text


async def test_the_month_shows_each_entry_and_its_totals(odile):
    await lift(await regie())
    await lift(await hotel(), LIFT, LIFT, mode=Mode.SEND)
    page = (await odile.get("/schedule?month=2026-02")).text
    assert "Régie Bellecour" in page and "Hôtel Saint-Nizier" in page
    assert "dimanche 1er\u00a0février".capitalize() in page
    # 120 + 240 without VAT, 432 with it.
    assert "360,00\u00a0€" in page and "432,00\u00a0€" in page


async def test_the_list_narrows_as_one_types(odile):
    await lift(await regie())
    await lift(await hotel())
    htmx = {"HX-Request": "true"}
    part = await odile.get("/schedule?month=2026-01&q=nizier", headers=htmx)
    assert "<html" not in part.text and 'id="entries"' in part.text
    assert "Hôtel Saint-Nizier" in part.text and "Régie Bellecour" not in part.text
    assert "Aucune échéance" in (await odile.get("/schedule?month=2026-01&q=absent")).text


async def test_excel_has_exactly_what_is_shown(odile):
    await lift(await regie())
    await lift(await hotel(), mode=Mode.DRAFT)
    answer = await odile.get("/schedule?month=2026-01&mode=draft&as=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    found = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(found) == 1
    assert (found[0][0].date(), found[0][1], found[0][9]) == (
        date(2026, 1, 1),
        "Hôtel Saint-Nizier",
        120,
    )


async def test_several_are_issued_at_once_after_being_told_what_will_happen(odile):
    first = await lift(await regie())
    second = await lift(await hotel(), mode=Mode.SEND)
    chosen = f"entry={await entry(first, 1)}&entry={await entry(second, 1)}"
    asked = (await odile.get(f"/schedule/issuance?month=2026-01&{chosen}")).text
    assert "2 factures seront émises" in asked
    assert "240,00\u00a0€" in asked and "288,00\u00a0€" in asked
    assert "1 d’entre elles part aussitôt par e-mail" in asked
    ids = re.search(r'name="ids" value="([\d ]+)"', asked)[1]
    for _ in range(2):
        answer = await odile.post("/schedule/issuance", data={"ids": ids, "month": "2026-01"})
        assert answer.status_code == 303
    assert [row["state"] for row in await invoices()] == ["issued", "issued"]


async def test_what_is_refused_says_why_and_the_others_are_issued(odile):
    first = await lift(await regie())
    stray = await lift(await hotel(street="", town=""))
    ids = f"{await entry(first, 1)} {await entry(stray, 1)}"
    answer = await odile.post("/schedule/issuance", data={"ids": ids, "month": "2026-01"})
    assert answer.status_code == 422
    assert "1 échéance n’a pas pu être facturée" in answer.text
    assert "Hôtel Saint-Nizier" in answer.text
    assert len(await invoices()) == 1
    assert "Hôtel Saint-Nizier" in (await odile.get("/schedule?month=2026-01&state=refused")).text


async def test_an_entry_is_paused_moved_amended_and_commented(odile):
    contract = await lift(await regie())
    path = f"/schedule/entries/{await entry(contract, 2)}"
    back = {"back": "/schedule?month=2026-02"}
    paused = await odile.post(f"{path}/pause", data=back)
    assert paused.headers["location"] == "/schedule?month=2026-02"
    assert await states(contract, 3) == "php"
    await odile.post(f"{path}/resumption", data=back)
    await odile.post(f"{path}/move", data=back | {"bill_on": "15/02/2026"})
    await odile.post(f"{path}/amount", data=back | {"net": "99,90"})
    await odile.post(f"{path}/comment", data=back | {"comment": "voir Mme Roux"})
    page = (await odile.get(path)).text
    assert "15\u00a0février 2026" in page and "99,90\u00a0€" in page and "voir Mme Roux" in page
    refused = await odile.post(f"{path}/amount", data={"net": "-3"})
    assert refused.status_code == 422 and "-3" in refused.text


async def test_a_redirect_never_leaves_the_application(odile):
    contract = await lift(await regie())
    path = f"/schedule/entries/{await entry(contract, 1)}/pause"
    answer = await odile.post(path, data={"back": "https://ailleurs.test/"})
    assert answer.headers["location"] == "/schedule?month=2026-01"


async def test_ending_says_what_becomes_of_the_schedule(odile):
    contract = await lift(await regie())
    await bill("2026-01-05")
    asked = (await odile.get(f"/contracts/{contract}/termination?end_on=10/02/2026")).text
    # 120 x 10 / 28
    assert "42,86\u00a0€" in asked
    assert await states(contract, 3) == "bpp"
    await odile.post(f"/contracts/{contract}/termination", data={"end_on": "10/02/2026"})
    assert [str(row["period_to"]) for row in await rows(contract)] == ["2026-01-31", "2026-02-10"]


async def test_pausing_says_what_is_held_and_resuming_undoes_it(odile):
    contract = await lift(await regie())
    path = f"/contracts/{contract}"
    asked = (await odile.get(f"{path}/pause?from_on=1/2/2026&until_on=31/3/2026")).text
    assert "2 échéances" in asked and "240,00\u00a0€" in asked
    await odile.post(f"{path}/pause", data={"from_on": "5/1/2026", "until_on": ""})
    assert "suspendu" in (await odile.get(path)).text
    assert await states(contract, 3) == "phh"
    await odile.post(f"{path}/resumption")
    assert await states(contract, 3) == "ppp"


async def test_the_list_of_contracts_with_what_they_bring_in(odile):
    await lift(await regie())
    await lift(await hotel(), end_on="2026-02-28")
    page = (await odile.get("/contracts")).text
    assert "Régie Bellecour" in page and "240,00\u00a0€" in page
    soon = (await odile.get("/contracts?standing=ending")).text
    assert "Hôtel Saint-Nizier" in soon and "Régie Bellecour" not in soon
    sheet = openpyxl.load_workbook(
        BytesIO((await odile.get("/contracts?q=bellecour&as=xlsx")).content)
    ).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Régie Bellecour"]


async def test_claire_looks_and_changes_nothing(odile):
    contract = await lift(await regie())
    async with browser() as someone:
        claire = await signed_in(someone, "claire")
        for path in ("/contracts", f"/contracts/{contract}", "/schedule?month=2026-01"):
            answer = await claire.get(path)
            assert answer.status_code == 200 and '<form id="selection"' not in answer.text
        assert (
            await claire.post(f"/schedule/entries/{await entry(contract, 1)}/pause")
        ).status_code == 403
    assert await states(contract, 2) == "pp"


async def test_an_outsider_is_sent_to_sign_in(odile):
    contract = await lift(await regie())
    async with browser() as outsider:
        for path in ("/contracts", f"/contracts/{contract}", "/schedule", "/contracts/new"):
            answer = await outsider.get(path)
            assert answer.status_code in (302, 303, 307) and "sign-in" in answer.headers["location"]


@pytest.mark.parametrize(
    "path",
    [
        "/schedule?month=2026-13",
        "/schedule?month=abc&state=x&mode=y&page=-4",
        "/contracts?standing=x&mode=y&sort=z&client=abc&page=0",
        "/schedule/issuance?entry=abc&entry=999",
        "/schedule/issuance",
        "/contracts/new?client=999999",
    ],
)
async def test_an_address_that_someone_played_with_is_no_crash(odile, path):
    assert (await odile.get(path)).status_code in (200, 422)


@pytest.mark.parametrize("path", ["/contracts/999", "/schedule/entries/999", "/contracts/999/edit"])
async def test_what_is_not_there_is_404(odile, path):
    assert (await odile.get(path)).status_code == 404


async def test_a_line_is_taken_from_the_catalogue_at_its_price_of_that_moment(odile):
    """12.90 € with VAT is 10.75 € without; scanned or tapped, nothing is kept unless saved."""
    candle = await shelved(CANDLE, 50_000)
    form = typed(await regie())
    found = (await odile.get("/products/choices?for=/contracts&find=bougie")).text
    assert f'value="product-{candle}"' in found and "hx-post" not in found
    for asked in ({"find": "4006381333931"}, {"do": f"product-{candle}"}):
        page = (await odile.post("/contracts", data=form | asked)).text
        assert 'value="Bougie de Lyon"' in page and 'value="10,75"' in page
        assert 'value="Entretien, {period}"' in page
    assert await rows(1) == []
    unknown = (await odile.post("/contracts", data=form | {"do": "product-999999"})).text
    assert "Bougie de Lyon" not in unknown.split('id="choices"')[0]
    taken = {"line-1-label": "Bougie de Lyon", "line-1-unit_price": "10,75", "line-1-unit": ""}
    answer = await odile.post("/contracts", data=form | taken)
    page = (await odile.get(answer.headers["location"])).text
    assert "Bougie de Lyon" in page
    for action in ("/contracts/1/edit", "/contracts", "/quotes/7"):
        assert (await odile.get(f"/products/choices?for={action}")).status_code == 200
    assert (await odile.get("/products/choices?for=/contracts/1/pause")).status_code == 422
