"""Odile looks who is not ready, notes her platform, and what became of an invoice."""

import asyncio

import pytest

from app.core.errors import Refused
from app.einvoicing import actions, queries
from app.einvoicing.actions import Said
from app.einvoicing.rules.lifecycle import Status
from app.einvoicing.tables import InvoiceStatus
from app.invoices.queries import invoice
from tests.cast import browser, hotel, mairie, mme_perrin, open_shop, regie, signed_in
from tests.invoices.story import BY, WHEN, D, drafted, issued

PATH = "/settings/e-invoicing"
TODAY = D("2026-11-21")


async def note(invoice_id: int, said: Said) -> None:
    await actions.note_status(invoice_id, said, today=TODAY, at=WHEN, by=BY)


async def test_who_is_not_ready_and_for_what(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECHEANCE_NOW", "2026-11-21T10:00")
    await open_shop(siret="")
    await regie()
    nameless = await hotel(siren="", street="")
    await mairie(siret="", siren="216901496")
    await mme_perrin(street="", postcode="", town="")
    async with browser() as odile:
        await signed_in(odile)
        shown = (await odile.get(PATH)).text
        assert "1er septembre 2026" in shown.replace("\u202f", " ").replace("\xa0", " ")
        assert "son SIRET manque" in shown and "aucune plateforme agréée" in shown
        assert "Il manque quelque chose à 2 clients" in shown and "sur 3 concernés" in shown
        assert f'<a href="/clients/{nameless}/edit">Hôtel Saint-Nizier</a>' in shown
        assert "son SIREN manque, son adresse est incomplète" in shown
        assert "Régie Bellecour" not in shown and "Mme Perrin" not in shown
        sent = await odile.post(PATH, data={"platform": "Plateforme du Rhône"})
        assert sent.status_code == 303
        assert "aucune plateforme agréée" not in (await odile.get(PATH)).text
        assert (await odile.post(PATH, data={"platform": "x" * 81})).status_code == 422
    assert await queries.platform() == "Plateforme du Rhône"


async def test_the_platform_is_the_owners_business(database: None) -> None:
    await open_shop()
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert (await amin.get(PATH)).status_code == 403
        assert (await amin.post(PATH, data={"platform": "Autre"})).status_code == 403
    assert await queries.platform() == ""


async def test_a_list_longer_than_a_page(database: None) -> None:
    await open_shop()
    for n in range(queries.PAGE + 1):
        await regie(name=f"Client {n:02}", siren="", vat_number="")
    assert [len((await queries.ready(n)).page) for n in (1, 2, 3)] == [queries.PAGE, 1, 0]


async def test_a_status_is_recorded_once_and_changes_nothing_else(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECHEANCE_NOW", "2026-11-21T10:00")
    await open_shop()
    invoice_id, other = await issued(await regie()), await issued(await hotel())
    before = await invoice(invoice_id)
    typed = {"status": "210", "happened_on": "21/11/2026", "key": "once", "note": "Voir <b>"}
    path = f"/invoices/{invoice_id}/statuses"
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "Aucune plateforme" in (await amin.get(path)).text
        refused = await amin.post(path, data=typed)
        assert refused.status_code == 422 and "Ce statut doit dire pourquoi" in refused.text
        assert "Voir &lt;b&gt;" in refused.text
        both = await asyncio.gather(
            *(amin.post(path, data=typed | {"reason": "CMD_ERR"}) for _ in range(2))
        )
        assert [each.status_code for each in both] == [303, 303]
        shown = (await amin.get(path, headers={"hx-request": "true"})).text
        assert "Refusée par le client" in shown and "numéro de commande erroné" in shown
        assert "transmis à l’administration" in shown and "Noter un statut" not in shown
        assert "Plateforme" in (await amin.get(f"/invoices/{invoice_id}")).text
        late = await amin.post(path, data=typed | {"status": "205", "key": "later"})
        assert late.status_code == 422 and "rien ne vient après" in late.text
        assert (await amin.post(path, data=typed | {"status": "999"})).status_code == 422
        assert (await amin.get("/invoices/999/statuses")).status_code == 404
    assert await queries.statuses(other) == []
    assert [each.status for each in await queries.statuses(invoice_id)] == [Status.REFUSED]
    assert await invoice(invoice_id) == before


async def test_the_accountant_only_looks(database: None) -> None:
    await open_shop()
    path = f"/invoices/{await issued(await regie())}/statuses"
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "Noter un statut" not in (await claire.get(path)).text
        assert (await claire.post(path, data={"status": "205"})).status_code == 403


async def test_a_draft_has_no_status_and_what_was_cashed_says_how_much(database: None) -> None:
    await open_shop()
    draft = await drafted(await regie())
    with pytest.raises(Refused) as refused:
        await note(draft, Said(Status.APPROVED, TODAY, "k"))
    assert refused.value.code == "invoices.status_draft"
    invoice_id = await issued(await hotel())
    await note(invoice_id, Said(Status.CASHED, TODAY, "k", amount=5_000))
    await note(invoice_id, Said(Status.CASHED, TODAY, "l", amount=7_000))
    assert [each.amount for each in await queries.statuses(invoice_id)] == [5_000, 7_000]


async def test_what_was_recorded_never_changes(database: None) -> None:
    await open_shop()
    await note(await issued(await regie()), Said(Status.SENT, TODAY, "k"))
    with pytest.raises(Exception, match="never changed"):
        await InvoiceStatus.delete(force=True)
    with pytest.raises(Exception, match="never changed"):
        await InvoiceStatus.update({InvoiceStatus.code: 205}, force=True)
