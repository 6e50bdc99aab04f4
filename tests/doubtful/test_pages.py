"""The pages of doubtful debts: proposed, decided, refused with what was typed, the duplicate."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from app.accounting.queries import account_balance
from app.invoices import actions as invoices
from tests.cast import at as moment
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.doubtful.test_doubtful import TODAY, account, lost, transferred
from tests.payments.books import sold


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-25T10:00")
    await open_shop(vat_on="debits")
    async with browser() as client:
        yield await signed_in(client)


async def owing() -> int:
    invoice = await sold(await hotel(), 1200, "2026-05-01", "2026-06-01")
    await sold(await regie(), 240, "2026-11-02", "2026-12-02")
    return invoice


async def test_from_the_proposal_to_the_loss(odile: httpx.AsyncClient) -> None:
    invoice = await owing()
    listed = (await odile.get("/doubtful")).text
    assert "177 jours de retard" in listed and "F2026-000002" not in listed
    assert "Aucune créance douteuse" in listed
    assert "F2026-000001" not in (await odile.get("/doubtful?days=200")).text
    assert (await odile.get("/doubtful?days=moi")).status_code == 422
    assert "Est-elle douteuse" in (await odile.get(f"/invoices/{invoice}/doubtful")).text
    here = f"/doubtful/{invoice}"
    assert "Passer en douteuse" in (await odile.get(here)).text
    form = {"key": "t", "on": "25/11/2026", "note": "Ne répond plus"}
    done = await odile.post(f"{here}/transfer", data=form, follow_redirects=True)
    assert "est maintenant en créance douteuse" in done.text and "Ne répond plus" in done.text
    assert (await odile.post(f"{here}/transfer", data=form)).status_code == 303
    assert "échue le 1er\u00a0juin 2026" in (await odile.get("/doubtful")).text
    wrong = await odile.post(f"{here}/depreciation", data=form | {"rate": "tout", "key": "d"})
    assert wrong.status_code == 422 and "tout" in wrong.text and "Ne répond plus" in wrong.text
    right = form | {"rate": "60", "key": "d"}
    done = await odile.post(f"{here}/depreciation", data=right, follow_redirects=True)
    assert "60 % de 1 000,00 € hors taxe" in " ".join(done.text.split())
    assert await account("491") == -60_000
    refused = await odile.post(
        f"{here}/loss", data={"key": "l", "on": "25/11/2026", "recovers": "1", "note": ""}
    )
    assert refused.status_code == 422 and "ce qui prouve" in refused.text
    await odile.post(f"{here}/loss", data=form | {"key": "l", "recovers": "1"})
    assert (await account("416"), await account_balance("654", TODAY)) == (0, 100_000)
    shown = (await odile.get(here)).text
    assert "/doubtful/losses/1/duplicate.pdf" in shown and "Déprécier" not in shown
    assert (await odile.get(f"{here}/nothing")).status_code == 404


async def test_the_duplicate_is_overprinted_on_each_page(odile: httpx.AsyncClient) -> None:
    """1 200 € lost: 1 000 € net, 200 € of VAT (CGI 272-1)."""
    invoice = await owing()
    await transferred(invoice)
    await lost(invoice)
    address = "/doubtful/losses/1/duplicate.pdf"
    early = await odile.get(address)
    assert early.status_code == 422 and "pas encore prêt" in early.text
    await invoices.render_owed(moment(TODAY, 11))
    answer = await odile.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    for page in PdfReader(BytesIO(answer.content)).pages:
        text = " ".join(page.extract_text().split())
        assert "Facture demeurée impayée pour la somme de" in text
        assert "1 000,00 €" in text and "200,00 €" in text and "article 272 du CGI" in text
        assert "F2026-000001" in text
    assert (await odile.get("/doubtful/losses/9/duplicate.pdf")).status_code == 404


async def test_proceedings_on_the_card_of_the_client(odile: httpx.AsyncClient) -> None:
    client = await hotel()
    path = f"/clients/{client}/proceedings"
    form = {"key": "p", "kind": "liquidation", "opened_on": "14/09/2026", "published_on": ""}
    wrong = await odile.post(path, data=form | {"published_on": "01/09/2026"})
    assert wrong.status_code == 422 and "01/09/2026" in wrong.text
    await odile.post(path, data=form | {"published_on": "20/09/2026"})
    await odile.post(path, data=form | {"published_on": "20/09/2026"})
    shown = (await odile.get(path)).text
    assert shown.count("jugement du 14\u00a0septembre 2026") == 1
    assert "Créances à déclarer au plus tard le 20\u00a0novembre 2026" in shown
    assert "Hôtel Saint-Nizier" in (await odile.get("/doubtful")).text
    await odile.post("/doubtful/proceedings/1/end")
    assert "terminée depuis le 25\u00a0novembre 2026" in (await odile.get(path)).text
    assert (await odile.post("/doubtful/proceedings/1/end")).status_code == 422


async def test_the_accountant_only_looks(odile: httpx.AsyncClient) -> None:
    invoice = await owing()
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert "Passer en douteuse" not in (await claire.get(f"/doubtful/{invoice}")).text
        form = {"key": "t", "on": "25/11/2026", "note": ""}
        answer = await claire.post(f"/doubtful/{invoice}/transfer", data=form)
        assert answer.status_code == 403
    assert await account("416") == 0
