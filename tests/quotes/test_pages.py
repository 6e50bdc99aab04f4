"""Devis on screen: the editor, a quote's story, the list, what the accountant may not do."""

import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.contracts.tables import Contract
from app.quotes import actions
from app.quotes.rules import Becomes
from app.quotes.tables import Quote
from tests.cast import at as moment
from tests.cast import browser, mme_perrin, open_shop, signed_in
from tests.quotes.story import PERRIN, D, accepted, drafted, seen, sent


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-26T09:00")
    await open_shop()
    async with browser() as someone:
        yield await signed_in(someone)


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


def form(client_id: int, **more: str) -> dict[str, str]:
    return {
        "client": str(client_id),
        "title": "Entretien",
        "valid_days": "30",
        "remind_days": "5",
        "becomes": "contract",
        "frequency": "monthly",
        "billing": "advance",
        "start_on": "01/12/2026",
        "line-0-label": "Entretien mensuel",
        "line-0-quantity": "1",
        "line-0-unit_price": "100",
        "line-0-vat_rate": "20",
        "line-3-label": "Astreinte",
        "line-3-quantity": "1",
        "line-3-unit_price": "40",
        "line-3-vat_rate": "20",
        "line-3-optional": "1",
    } | more


async def test_a_quote_is_written_seen_and_sent(odile: httpx.AsyncClient) -> None:
    client_id = await mme_perrin()
    assert "Aucun devis pour l’instant" in said(await odile.get("/quotes"))
    assert (await odile.get(f"/quotes/new?client={client_id}")).status_code == 200
    live = said(await odile.post("/quotes/totals", data=form(client_id)))
    for words in ("120,00 €", "168,00 €", "01/12/2026", "<table"):
        assert words in live, words
    made = await odile.post("/quotes", data=form(client_id))
    here = made.headers["Location"]
    assert made.status_code == 303
    edit = said(await odile.get(f"{here}/edit"))
    assert 'value="Astreinte"' in edit and "checked" in edit
    shown = said(await odile.get(here))
    assert "01/12/2026" in shown and "un contrat avec son échéancier" in shown
    refused = await odile.post(f"{here}/issuance", data={"send": "1", "to": "nobody"})
    assert refused.status_code == 422 and "n’est pas une adresse" in said(refused)
    await odile.post(f"{here}/issuance", data={"send": "1", "to": "j@courrier.test"})
    shown = said(await odile.get(here))
    assert "Devis D2026-000001" in shown and "j@courrier.test" in shown
    assert "En attente de réponse" in said(await odile.get("/quotes?state=sent"))
    spreadsheet = await odile.get("/quotes?as=csv")
    assert "D2026-000001" in spreadsheet.text


async def test_faults_stand_beside_their_fields(odile: httpx.AsyncClient) -> None:
    client_id = await mme_perrin()
    wrong = form(client_id, becomes="invoice", deposit="30")
    wrong["line-3-unit_price"] = "-40"
    answer = await odile.post("/quotes", data=wrong)
    assert answer.status_code == 422 and not await Quote.exists()
    text = said(answer)
    assert 'id="e-line-3-unit_price"' in text and 'id="e-deposit"' in text
    assert 'value="Astreinte"' in text


async def test_lines_come_and_go_without_scripts(odile: httpx.AsyncClient) -> None:
    client_id = await mme_perrin()
    more = said(await odile.post("/quotes", data=form(client_id, do="add")))
    assert 'name="line-4-label"' in more
    less = said(await odile.post("/quotes", data=form(client_id, do="remove-3")))
    assert "Astreinte" not in less and not await Quote.exists()


async def test_an_accepted_quote_asks_on_today_and_becomes_a_contract(
    odile: httpx.AsyncClient,
) -> None:
    quote_id = await sent(await mme_perrin())
    await accepted(quote_id, 2)
    today = said(await odile.get("/"))
    assert "Devis accepté par Mme Perrin" in today
    here = f"/quotes/{quote_id}/conversion"
    assert here in today
    wish = {"kind": "contract", "frequency": "quarterly", "billing": "arrears"}
    wish |= {"start_on": "01/01/2027", "deposit": ""}
    preview = said(await odile.post(here, data=wish | {"preview": "1"}))
    assert "31/03/2027" in preview and "1 380,00 €" in preview and not await Contract.exists()
    await odile.post(here, data=wish)
    contract = await Contract.select().first()
    assert (contract["frequency"], contract["start_on"]) == ("quarterly", D("2027-01-01"))
    shown = said(await odile.get(f"/quotes/{quote_id}"))
    assert f"/contracts/{contract['id']}" in shown and "Jeanne Perrin" in shown
    proof = await odile.get(f"/quotes/{quote_id}/evidence")
    assert json.loads(proof.content)["name"] == "Jeanne Perrin"
    assert "Devis accepté par" not in said(await odile.get("/"))
    client_id = (await seen(quote_id)).client_id
    assert "Devis D2026-000001 accepté par Jeanne Perrin" in said(
        await odile.get(f"/clients/{client_id}")
    )


async def test_a_refusal_and_an_end_in_sight_are_told(odile: httpx.AsyncClient) -> None:
    client_id = await mme_perrin()
    quote_id = await sent(client_id)
    await actions.decline(
        quote_id, PERRIN, reason="Trop cher", on=D("2026-11-25"), at=moment("2026-11-25")
    )
    await sent(client_id, on="2026-11-25", valid_days=6, remind_days=None)
    text = said(await odile.get("/"))
    assert "« Trop cher »" in text and "Un devis expire d’ici une semaine" in text
    made = await odile.post(f"/quotes/{quote_id}/version")
    assert made.headers["Location"].endswith("/edit")
    assert "Remplacement de la cabine" in said(await odile.get(made.headers["Location"]))


async def test_a_draft_can_be_looked_at_and_thrown_away(odile: httpx.AsyncClient) -> None:
    quote_id = await drafted(await mme_perrin(), note="Merci.", deposit=3_000)
    looked = await odile.get(f"/quotes/{quote_id}/pdf")
    assert looked.content.startswith(b"%PDF")
    await odile.post(f"/quotes/{quote_id}/deletion")
    assert (await odile.get(f"/quotes/{quote_id}")).status_code == 404


async def test_the_accountant_reads_and_changes_nothing(odile: httpx.AsyncClient) -> None:
    quote_id = await sent(await mme_perrin(), becomes=Becomes.HAND)
    await accepted(quote_id)
    async with browser() as claire:
        await signed_in(claire, "claire")
        shown = said(await claire.get(f"/quotes/{quote_id}"))
        assert "D2026-000001" in shown and "Le transformer" not in shown
        assert (await claire.get(f"/quotes/{quote_id}/evidence")).status_code == 200
        answer = await claire.post(f"/quotes/{quote_id}/conversion", data={"kind": "invoice"})
        assert answer.status_code == 403
