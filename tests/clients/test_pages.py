"""The pages of clients: found as one types, added after a question, changed without loss."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from app.clients import actions, queries
from app.clients.rules import ContactValues
from tests.cast import ODILE, at, browser, hotel, mairie, mme_perrin, open_shop, regie, signed_in

NOW = at("2026-11-21")
HTMX = {"HX-Request": "true"}
NEW = {
    "kind": "company",
    "name": "Boulangerie du Vieux-Lyon",
    "siren": "510 933 773",
    "country": "FR",
    "language": "fr",
    "email": "pain@vieux-lyon.test",
    "postcode": "69005",
    "town": "Lyon",
}


@pytest.fixture
async def odile(database: None) -> AsyncIterator[httpx.AsyncClient]:
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


def names(page: httpx.Response) -> list[str]:
    return re.findall(r'<th scope="row" class="who"><a href="/clients/\d+">([^<]+)</a>', page.text)


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def main(page: httpx.Response) -> str:
    return page.text.split("<main")[1].split("</main")[0]


async def test_an_empty_list_says_what_it_is_for(odile: httpx.AsyncClient) -> None:
    page = await odile.get("/clients")
    assert page.status_code == 200
    assert "Vos clients se rangent ici" in page.text


async def test_the_list_is_searched_with_and_without_scripts(odile: httpx.AsyncClient) -> None:
    await regie(), await hotel(), await mme_perrin()
    page = await odile.get("/clients", params={"q": "hotel"})
    assert names(page) == ["Hôtel Saint-Nizier"] and "<html" in page.text
    part = await odile.get("/clients", params={"q": "LYON", "sort": "-name"}, headers=HTMX)
    assert names(part) == ["Régie Bellecour", "Mme Perrin", "Hôtel Saint-Nizier"]
    assert "<html" not in part.text
    people = await odile.get("/clients", params={"kind": "consumer"})
    assert names(people) == ["Mme Perrin"]
    nothing = await odile.get("/clients", params={"q": "zzz"})
    assert names(nothing) == [] and "/clients/new?name=zzz" in nothing.text


async def test_sixty_clients_come_fifty_to_a_page(odile: httpx.AsyncClient) -> None:
    for number in range(60):
        await hotel(name=f"Client {number:02}", siren="")
    first, second = await odile.get("/clients"), await odile.get("/clients?page=2")
    assert names(first) == [f"Client {number:02}" for number in range(50)]
    assert names(second) == [f"Client {number:02}" for number in range(50, 60)]
    assert "51–60 sur 60" in second.text


async def test_what_is_shown_is_given_as_a_table(odile: httpx.AsyncClient) -> None:
    await regie(), await mme_perrin()
    answer = await odile.get("/clients", params={"as": "csv", "q": "bellecour"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Type;Nom;SIREN;SIRET;N° de TVA;E-mail")
    assert lines[1].startswith("Société;Régie Bellecour;802457192;;FR77802457192;compta@")
    assert lines[1].endswith(";0,00")
    book = await odile.get("/clients", params={"as": "xlsx"})
    assert book.content[:2] == b"PK"


async def test_a_client_is_added(odile: httpx.AsyncClient) -> None:
    answer = await odile.post("/clients", data=NEW)
    assert answer.status_code == 303
    [kept] = await queries.search("boulangerie")
    assert (kept.siren, kept.postcode) == ("510933773", "69005")
    card = await odile.get(answer.headers["location"])
    assert "Boulangerie du Vieux-Lyon" in card.text
    assert "Client ajouté" in card.text


async def test_a_form_with_faults_keeps_all_that_was_typed(odile: httpx.AsyncClient) -> None:
    answer = await odile.post(
        "/clients", data=NEW | {"siren": "510 933 774", "terms_days": "90", "iban": "FR76"}
    )
    assert answer.status_code == 422
    assert "« 510 933 774 » n’est pas un SIREN" in answer.text.replace("\u00a0", " ")
    assert 'value="510 933 774"' in answer.text
    assert 'value="Boulangerie du Vieux-Lyon"' in answer.text
    assert 'id="e-terms_days"' in answer.text and 'id="e-iban"' in answer.text
    assert await queries.search("boulangerie") == []


@pytest.mark.parametrize("typed", ["", " ", "\u200b" * 3, "x" * 141])
async def test_a_name_that_is_none_is_refused(odile: httpx.AsyncClient, typed: str) -> None:
    answer = await odile.post("/clients", data=NEW | {"name": typed})
    assert answer.status_code == 422 and 'id="e-name"' in answer.text


async def test_a_likely_duplicate_is_a_question_asked_once(odile: httpx.AsyncClient) -> None:
    there = await regie()
    same = NEW | {"email": "compta@regie-bellecour.test"}
    asked = await odile.post("/clients", data=same)
    assert asked.status_code == 422
    assert "Ce client est-il déjà là" in asked.text and f"/clients/{there}" in asked.text
    assert 'value="Boulangerie du Vieux-Lyon"' in asked.text
    done = await odile.post("/clients", data=same | {"sure": hidden(asked, "sure")})
    assert done.status_code == 303


async def test_two_browsers_editing_one_card(odile: httpx.AsyncClient) -> None:
    client_id = await hotel()
    path = f"/clients/{client_id}/edit"
    mine = await odile.get(path)
    seen = hidden(mine, "seen")
    async with browser() as other:
        amin = await signed_in(other, "amin")
        theirs = NEW | {"name": "Hôtel Saint-Nizier", "siren": "444102289", "seen": seen}
        assert (await amin.post(path, data=theirs | {"phone": "04 00"})).status_code == 303
    odiles = theirs | {"phone": "04 99"}
    # A fault of another kind does not make the other's change go unseen.
    faulty = await odile.post(path, data=odiles | {"iban": "FR00"})
    assert hidden(faulty, "seen") == seen
    refused = await odile.post(path, data=odiles)
    assert refused.status_code == 422
    assert "Maintenant : « 04 00 »" in refused.text.replace("\u00a0", " ")
    assert (await queries.client(client_id)).phone == "04 00"
    again = await odile.post(path, data=odiles | {"seen": hidden(refused, "seen")})
    assert again.status_code == 303
    assert (await queries.client(client_id)).phone == "04 99"


async def test_the_card_tells_what_is_missing_for_an_invoice(odile: httpx.AsyncClient) -> None:
    client_id = await hotel(siren="", street="")
    card = await odile.get(f"/clients/{client_id}")
    assert "Sans son SIREN" in card.text and "adresse est incomplète" in card.text
    assert f'hx-get="/clients/{client_id}/balance"' in card.text
    assert f'hx-get="/clients/{client_id}/score"' in card.text


async def test_archive_and_bring_back(odile: httpx.AsyncClient) -> None:
    client_id = await mairie()
    for path, text in (("archival", "archivé"), ("restoration", "de retour")):
        answer = await odile.post(f"/clients/{client_id}/{path}")
        assert answer.status_code == 303
        assert text in (await odile.get(answer.headers["location"])).text


async def test_contacts_are_kept_on_the_card(odile: httpx.AsyncClient) -> None:
    client_id = await regie()
    path = f"/clients/{client_id}/contacts"
    person = {"name": "Jeanne Roux", "role": "chasing", "email": "jeanne@roux.test"}
    plain = await odile.post(path, data=person)
    assert plain.status_code == 303
    [jeanne] = await queries.contacts(client_id)
    part = await odile.post(f"{path}/{jeanne.id}", data=person | {"name": "J. Roux"}, headers=HTMX)
    assert part.status_code == 200 and "J. Roux" in part.text and "<html" not in part.text
    opened = await odile.get(f"{path}?contact={jeanne.id}", headers=HTMX)
    assert opened.text.count('id="f-name"') == 1 and 'value="J. Roux"' in opened.text
    for headers in (HTMX, {}):
        faulty = await odile.post(path, data=person | {"email": "jeanne"}, headers=headers)
        assert faulty.status_code == 422 and "« jeanne »" in faulty.text.replace("\u00a0", " ")
        assert ("<html" in faulty.text) is (headers == {})
    gone = await odile.post(f"{path}/{jeanne.id}/removal", headers=HTMX)
    assert "J. Roux" not in gone.text.split("hx-partial")[0]
    assert await queries.contacts(client_id) == []


async def test_a_client_that_is_not_there_is_a_404(odile: httpx.AsyncClient) -> None:
    for path in ("/clients/99", "/clients/99/edit", "/clients/99/contacts"):
        assert (await odile.get(path)).status_code == 404
    assert (await odile.post("/clients/99/archival")).status_code == 404


async def test_the_accountant_looks_and_changes_nothing(odile: httpx.AsyncClient) -> None:
    client_id = await regie()
    person = ContactValues("Jeanne Roux")
    contact = await actions.add_contact(client_id, person, at=NOW, by=ODILE)
    async with browser() as nobody:
        claire = await signed_in(nobody, "claire")
        card = await claire.get(f"/clients/{client_id}")
        assert card.status_code == 200 and "<form" not in main(card)
        for path in ("", f"/{client_id}/edit", f"/{client_id}/archival", f"/{client_id}/contacts"):
            assert (await claire.post(f"/clients{path}", data=NEW)).status_code == 403
        path = f"/clients/{client_id}/contacts/{contact}/removal"
        assert (await claire.post(path)).status_code == 403


async def test_an_outsider_is_led_to_the_sign_in(odile: httpx.AsyncClient) -> None:
    client_id = await regie()
    async with browser() as nobody:
        for path in ("/clients", "/clients/new", f"/clients/{client_id}"):
            answer = await nobody.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
