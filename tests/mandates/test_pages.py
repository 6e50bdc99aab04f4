"""Mandates on the pages: the owner's and, by signed link, the client's."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.mandates.tables import Mandate, MandateSignature
from app.portal.pages import door
from app.portal.rules import Patience
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.mandates.paper import IBAN, ICS, address_of, identified, made, seen, signed


@pytest.fixture
async def odile(
    database: None, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-03-02T10:00")
    monkeypatch.setattr(door, "patience", Patience(60, 60.0))
    await open_shop()
    async with browser() as someone:
        yield await signed_in(someone)


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_from_nothing_to_a_mandate_that_is_sent(odile: httpx.AsyncClient) -> None:
    assert "Aucun mandat" in said(await odile.get("/debits/mandates"))
    assert "Demandez à votre banque" in said(await odile.get("/settings/debits"))
    typed = {
        "version": "08",
        "address": "none",
        "lead_days": "2",
        "cutoff": "25:00",
        "notice_days": "14",
    }
    wrong = await odile.post("/settings/debits", data={**typed, "ics": "FR73ZZZ123456"})
    assert wrong.status_code == 422 and "FR73ZZZ123456" in wrong.text and "25:00" in wrong.text
    typed |= {"ics": ICS, "cutoff": "11:00", "contract_on": "12/01/2026"}
    assert (await odile.post("/settings/debits", data=typed)).status_code == 303
    bellecour = await regie()
    form = {"client": str(bellecour), "name": "Régie Bellecour", "scheme": "CORE"}
    form |= {"recurrence": "recurring", "send": "1"}
    bad = await odile.post("/debits/mandates", data=form | {"iban": "FR76 3000"})
    assert bad.status_code == 422 and "n’est pas un IBAN" in said(bad) and "FR76 3000" in bad.text
    done = await odile.post("/debits/mandates", data=form)
    page = said(await odile.get(done.headers["location"]))
    assert "à signer" in page and "compta@regie-bellecour.test" in page
    card = said(await odile.get(f"/clients/{bellecour}/mandates", headers={"HX-Request": "true"}))
    assert "MDT-000001" in card and "<html" not in card
    other = said(await odile.get(f"/clients/{await hotel()}/mandates"))
    assert "MDT-000001" not in other and "Aucun mandat" in other


async def test_a_client_signs_on_a_phone(odile: httpx.AsyncClient) -> None:
    await identified()
    mandate_id = await made(await regie())
    here = await address_of(mandate_id)
    async with browser() as client:
        page = await client.get(here)
        for words in ("Atelier Vauban", ICS, "8 semaines", "au moins 14 jours avant"):
            assert words in said(page), words
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        client.headers["x-csrftoken"] = client.cookies["echeance_csrf"]
        wrong = await client.post(f"{here}/signature", data={"name": "Paul", "iban": IBAN})
        assert wrong.status_code == 422 and "Cochez" in said(wrong) and IBAN in wrong.text
        assert not await MandateSignature.exists()
        typed = {"name": "Paul Bellecour", "iban": IBAN, "agreed": "1"}
        assert (await client.post(f"{here}/signature", data=typed)).status_code == 303
        assert "Signé le 2 mars 2026 par Paul Bellecour" in said(await client.get(here))
        again = await client.post(f"{here}/signature", data=typed)
        assert again.status_code == 422 and "déjà signé" in said(again)
    view = await seen(mandate_id)
    assert view.way == "link" and "8 semaines" in (
        await odile.get(f"/debits/mandates/{mandate_id}/evidence")
    ).text.replace("\u00a0", " ")


async def test_a_link_of_something_else_opens_no_mandate(odile: httpx.AsyncClient) -> None:
    await identified()
    here = await address_of(await made(await regie()))
    async with browser() as client:
        assert (await client.get(here[:-1] + "x")).status_code == 404
        assert (await client.get(here.replace("/m/", "/q/"))).status_code == 404


async def test_paper_amendment_and_end(odile: httpx.AsyncClient) -> None:
    await identified()
    mandate_id = await made(await regie())
    here = f"/debits/mandates/{mandate_id}"
    typed = {"signed_on": "27/02/2026", "name": "Paul", "iban": IBAN}
    scan = {"scan": ("mandat.pdf", b"%PDF-1.7 scan", "application/pdf")}
    assert (await odile.post(f"{here}/paper", data=typed, files=scan)).status_code == 303
    assert (await odile.get(f"{here}/evidence")).content == b"%PDF-1.7 scan"
    moved = await odile.post(f"{here}/amendment", data={"iban": "DE89 3704 0044 0532 0130 00"})
    assert moved.status_code == 303 and "DE89 3704" in said(await odile.get(here))
    assert (await odile.post(f"{here}/end", data={"reason": "closed"})).status_code == 303
    assert "le compte est clos" in said(await odile.get(here))
    async with browser() as someone:
        claire = await signed_in(someone, "claire")
        second = await signed(await hotel(), name="Hôtel")
        refused = await claire.post(f"/debits/mandates/{second}/end", data={"reason": "closed"})
        assert refused.status_code == 403
    assert await Mandate.count().where(Mandate.ended_on.is_null()) == 1
