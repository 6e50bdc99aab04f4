"""Direct debits on the pages: chosen, previewed, made into a file, credited, returned."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.clock import now, today
from app.debits.tables import Debit, DebitBatch
from app.payments.actions import undo
from tests.cast import browser, hotel, open_shop, regie, signed_in
from tests.debits.bank import status
from tests.debits.story import bytes_of, handed, open_of, seen, told
from tests.mandates.paper import identified, signed
from tests.payments.books import paid, sold


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-06-01T09:00")
    await open_shop()
    async with browser() as someone:
        yield await signed_in(someone)


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_what_is_paid_offers_no_debit_until_its_money_goes_back(
    odile: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    client = await regie()
    invoice = await sold(client, 120, "2026-06-01", "2026-07-01")
    at("2026-06-20T09:00")
    receipt = await paid(client, 120, "2026-06-20")
    hole = said(await odile.get(f"/debits/of/invoice/{invoice}"))
    assert "Il ne reste rien à payer sur cette facture" in hole
    assert "Payer par prélèvement" not in hole
    await undo(receipt, on=today(), at=now(), by="odile@atelier-vauban.example")
    assert "Payer par prélèvement" in said(await odile.get(f"/debits/of/invoice/{invoice}"))


async def test_from_a_choice_to_the_returns(
    odile: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    assert "Rien à prélever" in said(await odile.get("/debits"))
    await identified()
    bellecour = await regie()
    invoice = await sold(bellecour, 120, "2026-06-01", "2026-07-01")
    hole = said(await odile.get(f"/debits/of/invoice/{invoice}", headers={"HX-Request": "true"}))
    assert "Payer par prélèvement" in hole and "<html" not in hole
    chosen = await odile.post(f"/debits/of/invoice/{invoice}", data={"wanted": "1"})
    assert chosen.headers["location"] == f"/invoices/{invoice}"
    assert "n’a pas de mandat en vigueur" in said(await odile.get(f"/debits/of/invoice/{invoice}"))
    assert "n’a pas de mandat en vigueur" in said(await odile.get("/debits"))
    await signed(bellecour)
    await told("2026-06-01")
    at("2026-06-24T09:00")
    page = said(await odile.get("/debits"))
    for words in ("Fichier du 1er juillet 2026", "120,00 €", "MDT-000001", "Créer le fichier"):
        assert words in page, words
    typed = {"scheme": "CORE", "collect_on": "2026-07-01", "debit": "1"}
    made = await odile.post("/debits/batches", data=typed)
    twice = await odile.post("/debits/batches", data=typed)
    here = made.headers["location"]
    assert here == twice.headers["location"] == "/debits/batches/1"
    content = (await odile.get(f"{here}/file")).content
    assert content == bytes_of(await seen(1)) and b"pain.008.001.02" in content
    at("2026-07-03T09:00")
    wrong = await odile.post(f"{here}/credit", data={"credited_on": "30/06/2026"})
    assert wrong.status_code == 422 and "30/06/2026" in wrong.text
    assert (await odile.post(f"{here}/credit", data={"credited_on": "1/7/2026"})).status_code == 303
    assert await open_of(bellecour) == 0
    typed = {"debit": "1", "code": "AM04", "returned_on": "3/7/2026", "fee": "12,00"}
    wrong = await odile.post(f"{here}/returns", data=typed | {"debit": "77"})
    assert wrong.status_code == 422 and await open_of(bellecour) == 0
    assert (await odile.post(f"{here}/returns", data=typed)).status_code == 303
    assert await open_of(bellecour) == 12_000
    page = said(await odile.get("/debits"))
    assert "AM04 – Provision insuffisante" in page and "Représenter" in page
    assert (await odile.post("/debits/1/attempt")).status_code == 303
    assert await Debit.count().where(Debit.state == "announced") == 1
    refused = await odile.post("/debits/1/attempt")
    assert refused.status_code == 422


async def test_a_file_of_the_bank_by_hand(
    odile: httpx.AsyncClient, at: Callable[[str], None]
) -> None:
    await identified()
    bellecour = await regie()
    await signed(bellecour)
    invoice = await sold(bellecour, 120, "2026-06-01", "2026-07-01")
    await odile.post(f"/debits/of/invoice/{invoice}", data={"wanted": "1"})
    await told("2026-06-01")
    batch = await handed("2026-06-24")
    at("2026-06-30T09:00")
    data = status(batch.message_id, (batch.debits[0].end_to_end_id, "AC04"))
    done = await odile.post("/debits/returns", files={"file": ("s.xml", data, "text/xml")})
    assert done.status_code == 303
    assert "Rejets notés : 1" in said(await odile.get("/debits"))
    wrong = await odile.post("/debits/returns", files={"file": ("s.xml", b"<x/>", "text/xml")})
    assert wrong.status_code == 422 and "pain.002" in wrong.text


async def test_who_only_looks_makes_no_file(odile: httpx.AsyncClient) -> None:
    async with browser() as someone:
        claire = await signed_in(someone, "claire")
        assert (await claire.get("/debits")).status_code == 200
        for path in ("/debits/batches", "/debits/returns", "/debits/1/attempt"):
            assert (await claire.post(path, data={"x": "1"})).status_code == 403
    assert not await DebitBatch.exists()
    assert (await odile.get("/debits/of/invoice/999")).status_code == 404
    assert (await odile.get(f"/debits/of/client/{await hotel()}")).status_code == 404
