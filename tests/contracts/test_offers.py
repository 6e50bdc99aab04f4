"""Offers: written once, taken in two clicks; what was made from one does not change with it."""

from dataclasses import replace
from datetime import date

import pytest

from app.contracts import actions, queries
from app.contracts.rules import (
    Billing,
    Frequency,
    Line,
    Mode,
    OfferValues,
    Renewal,
    Trial,
    TrialUnit,
)
from app.contracts.tables import Contract, ContractOffer
from app.core.errors import Refused
from tests.cast import ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.contracts.stories import bill, invoices, rows

WHO = {"at": at("2026-01-05"), "by": ODILE}
ON = date(2026, 1, 5)
ESSENTIAL = OfferValues(
    "Essentiel",
    "Entretien du portail",
    Frequency.QUARTERLY,
    Billing.ADVANCE,
    Mode.ISSUE,
    anchor_day=1,
    terms_days=15,
    invoice_note="Formule Essentiel",
    trial=Trial(1, TrialUnit.MONTHS),
    renewal=Renewal(12, 12, 2),
)
LINES = (
    Line("Deux visites, {period}", 20_000, 45_000_000, 2000),
    Line("Astreinte", 10_000, 9_900_000, 1000, unit="forfait", discount=500),
)


@pytest.fixture
async def shop(database):
    await open_shop()


async def essential(**changes):
    return await actions.create_offer(replace(ESSENTIAL, **changes), LINES, **WHO)


async def take(offer, client_id, start="2026-01-05", **more):
    day = date.fromisoformat(start)
    return await actions.take_offer(offer, client_id, day, on=ON, **more, **WHO)


async def test_a_contract_has_all_that_the_offer_says(shop):
    offer = await essential()
    contract = await queries.contract(await take(offer, await regie(), order_number="BC-7"))
    assert contract.lines == LINES
    agreed = ESSENTIAL.contract(contract.values.client_id, date(2026, 1, 5), "BC-7", offer)
    assert contract.values == replace(agreed, reference="C-0001")
    view = await queries.offer(offer)
    # 90,00 + 9,90 less 5 % = 99,41 a quarter, 33,14 a month.
    assert (view.values, view.contracts, view.net, view.monthly) == (ESSENTIAL, 1, 9_941, 3_314)


async def test_another_price_or_rhythm_of_the_offer_leaves_its_contracts(shop):
    offer = await essential(trial=None)
    before = await take(offer, await regie(), "2026-01-01")
    dearer = [replace(LINES[0], unit_price=60_000_000)]
    changed = replace(ESSENTIAL, trial=None, frequency=Frequency.MONTHLY)
    await actions.change_offer(offer, changed, dearer, **WHO)
    after = await take(offer, await hotel(), "2026-01-01")
    assert (await queries.contract(before)).lines == LINES
    assert (await queries.contract(before)).values.frequency is Frequency.QUARTERLY
    assert len(await rows(before)) == 7 and len(await rows(after)) == 19
    await bill("2026-01-05")
    assert [row["net"] for row in await invoices()] == [9_941, 12_000]


async def test_what_cannot_be_an_offer_says_every_reason_at_once(shop):
    nothing = replace(ESSENTIAL, name=" ", label="", anchor_day=40)
    with pytest.raises(Refused) as refused:
        await actions.create_offer(nothing, [], **WHO)
    assert {each.field for each in refused.value.findings} == {
        "name",
        "label",
        "anchor_day",
        "line-0-label",
    }
    assert await ContractOffer.count() == 0


async def test_two_offers_have_two_names(shop):
    offer, other = await essential(), await essential(name="Confort")
    for act in (
        essential(name="Essentiel "),
        actions.change_offer(other, replace(ESSENTIAL, name="Essentiel"), LINES, **WHO),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.code == "contracts.offer_taken"
    await actions.archive_offer(offer, **WHO)
    await essential()
    with pytest.raises(Refused):
        await actions.unarchive_offer(offer, **WHO)


async def test_one_put_away_is_taken_by_nobody_until_it_is_back(shop):
    offer = await essential(trial=None)
    kept = await take(offer, await regie(), "2026-01-01")
    await actions.archive_offer(offer, **WHO)
    await actions.archive_offer(offer, **WHO)
    assert await queries.offers() == []
    with pytest.raises(Refused) as refused:
        await take(offer, await hotel())
    assert refused.value.code == "contracts.offer_archived"
    assert (await bill("2026-01-05")).issued == 1
    assert (await queries.contract(kept)).values.offer_id == offer
    await actions.unarchive_offer(offer, **WHO)
    await actions.unarchive_offer(offer, **WHO)
    assert [each.id for each in await queries.offers()] == [offer]


async def test_a_client_who_is_not_there_takes_nothing(shop):
    offer = await essential()
    with pytest.raises(Refused) as refused:
        await take(offer, 999)
    assert refused.value.code == "contracts.client"
    with pytest.raises(Refused):
        await take(999, await regie())
    assert await Contract.count() == 0


async def test_in_two_clicks_from_the_list_and_not_by_the_accountant(database, at):
    at("2026-01-05T10:00")
    await open_shop()
    client_id = await regie()
    typed = {
        "name": "Confort",
        "label": "Entretien du portail",
        "frequency": "monthly",
        "billing": "advance",
        "mode": "issue",
        "line-0-label": "Entretien, {period}",
        "line-0-quantity": "1",
        "line-0-unit_price": "45",
        "line-0-vat_rate": "20",
    }
    async with browser() as client:
        odile = await signed_in(client)
        assert "Vos formules se rangent ici" in (await odile.get("/contracts/offers")).text
        wrong = await odile.post("/contracts/offers", data=typed | {"name": ""})
        assert wrong.status_code == 422 and "Entretien, {period}" in wrong.text
        more = await odile.post("/contracts/offers", data=typed | {"more": "1"})
        assert more.status_code == 200 and "line-1-label" in more.text
        assert (await odile.post("/contracts/offers", data=typed)).status_code == 303
        listed = (await odile.get("/contracts/offers")).text
        assert "Confort" in listed and "45,00\u00a0€" in listed
        [offer] = await queries.offers()
        path = f"/contracts/offers/{offer.id}"
        chips = (await odile.get(f"/contracts/new?client={client_id}")).text
        assert f"{path}/contract?client={client_id}" in chips
        asked = (await odile.get(f"{path}/contract?client={client_id}")).text
        assert "05/02/2026" in asked and "54,00\u00a0€" in asked
        seen = await odile.get(f"{path}/contract?start_on=1/3/2026", headers={"HX-Request": "true"})
        assert "01/04/2026" in seen.text and "<html" not in seen.text
        nobody = await odile.post(f"{path}/contract", data={"start_on": "1/3/2026"})
        assert nobody.status_code == 422 and 'value="1/3/2026"' in nobody.text
        made = await odile.post(
            f"{path}/contract", data={"client_id": str(client_id), "start_on": "1/3/2026"}
        )
        assert "Formule" in (await odile.get(made.headers["location"])).text
        edited = await odile.post(f"{path}/edit", data=typed | {"line-0-unit_price": "50"})
        assert edited.status_code == 303
        assert "1 contrat en vient" in (await odile.get(f"{path}/edit")).text.replace("\u00a0", " ")
        assert (await odile.post(f"{path}/archival")).status_code == 303
        late = await odile.post(
            f"{path}/contract", data={"client_id": str(client_id), "start_on": "1/3/2026"}
        )
        assert late.status_code == 422 and "rangée" in late.text
        assert "Confort" in (await odile.get("/contracts/offers?archived=1")).text
        assert (await odile.post(f"{path}/restoration")).status_code == 303
        assert (await odile.get("/contracts/offers/999/edit")).status_code == 404
        claire = await signed_in(client, "claire")
        assert "Nouvelle formule" not in (await claire.get("/contracts/offers")).text
        assert (await claire.post("/contracts/offers", data=typed)).status_code == 403
