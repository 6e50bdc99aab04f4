"""Amin sells from the shelf: tapped or scanned, in pieces; an invoice is found by its number."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest

from app.accounting.queries import account_balance, check_balanced, check_chain
from app.catalogue import actions as shelf
from app.catalogue.queries import CHECKS as STOCK
from app.catalogue.queries import movements, product
from app.core.epc import epc_payload
from app.core.errors import Refused
from app.counter import actions, queries
from app.counter.rules import Method, SaleLine, SaleValues
from app.counter.tables import Sale
from app.invoices.queries import invoice
from app.invoices.tables import Invoice
from app.settings.queries import business
from tests.cast import AMIN, browser, open_shop, regie, signed_in
from tests.catalogue.shelf import CANDLE, HOUR, TODAY, WHEN, shelved
from tests.payments.books import sold

TILE = 'class="tile"'


async def sell(product_id: int, amount: int, pieces: int, key: str = "k1") -> int:
    line = SaleLine("Bougie", amount, 2000, product=product_id, pieces=pieces)
    sale = SaleValues(key, (line,), Method.CASH)
    return await actions.sell(sale, on=TODAY, at=WHEN, by=AMIN)


async def sound() -> None:
    checks = [check_balanced, check_chain, *(check for _, check in (*queries.CHECKS, *STOCK))]
    assert [await check() for check in checks] == [[]] * len(checks)


@pytest.mark.parametrize(
    ("gross", "pieces", "paid"), [(1_290, 3, 3_870), (999, 7, 6_993), (1, 999, 999), (333, 1, 333)]
)
async def test_pieces_leave_the_stock_once_and_the_price_is_what_was_paid(
    database: None, gross: int, pieces: int, paid: int
) -> None:
    await open_shop(activity="goods")
    candle = await shelved(replace(CANDLE, gross=gross), 10_000_000)
    other = await shelved(replace(CANDLE, name="Savon", barcode=""), 40_000)
    first = await sell(candle, paid, pieces)
    assert await sell(candle, paid, pieces) == first
    there = await invoice((await queries.sale(first)).invoice_id)
    assert (there.payable, there.open) == (paid, 0)
    assert (await product(candle)).on_hand == 10_000_000 - pieces * 10_000
    assert (await product(other)).on_hand == 40_000
    assert (await movements(candle))[0].quantity == -pieces * 10_000
    assert len(await movements(candle)) == 2
    assert await account_balance("530", TODAY) == paid
    await sound()


async def test_what_is_not_on_the_shelf_is_not_sold(database: None) -> None:
    await open_shop(activity="goods")
    candle = await shelved(CANDLE, 20_000)
    for pieces, code in [(3, "catalogue.short"), (0, "counter.pieces"), (1_000, "counter.pieces")]:
        with pytest.raises(Refused) as refused:
            await sell(candle, 3_870, pieces)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        await sell(candle + 90, 1_290, 1)
    assert refused.value.code == "catalogue.unknown"
    await shelf.archive(candle, at=WHEN, by=AMIN)
    with pytest.raises(Refused) as refused:
        await sell(candle, 1_290, 1)
    assert refused.value.code == "counter.archived"
    assert (await Sale.count(), await Invoice.count()) == (0, 0)
    assert (await product(candle)).on_hand == 20_000
    await sound()


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop(activity="goods")
    async with browser() as client:
        yield await signed_in(client, "amin")


async def test_a_scan_fills_the_form_and_pieces_are_counted(amin: httpx.AsyncClient) -> None:
    candle = await shelved(CANDLE, 50_000)
    await shelved(HOUR)
    page = await amin.get("/counter")
    assert page.text.count(TILE) == 1 and "Bougie de Lyon" in page.text
    scanned = await amin.get("/counter", params={"code": "4006381333931"})
    assert 'value="12,90"' in scanned.text and "5 en stock" in scanned.text
    three = await amin.get("/counter", params={"product": candle, "pieces": "3"})
    assert 'value="38,70"' in three.text and f'name="product" value="{candle}"' in three.text
    assert f"product={candle}&amp;pieces=4" in three.text
    key = three.text.split('name="key" value="')[1].split('"')[0]
    data = {"key": key, "label": "Bougie de Lyon", "amount": "38,70", "rate": "2000"}
    data |= {"product": str(candle), "pieces": "3", "method": "cash", "given": "10"}
    short = await amin.post("/counter", data=data)
    assert short.status_code == 422 and "Il manque 28,70" in short.text
    assert f'name="product" value="{candle}"' in short.text and 'value="38,70"' in short.text
    assert (await amin.post("/counter", data=data | {"given": ""})).status_code == 303
    assert (await product(candle)).on_hand == 20_000
    none_left = await amin.post("/counter", data=data | {"key": "next", "given": ""})
    assert none_left.status_code == 422 and "Bougie de Lyon" in none_left.text
    assert "en stock" in none_left.text and await Sale.count() == 1
    after = await amin.get("/counter")
    assert after.text.count(TILE) == 1


async def test_what_stands_on_the_shelf_is_not_offered_again_as_sold_lately(
    amin: httpx.AsyncClient,
) -> None:
    """Sold by name before it was a product: tapped again by that name it would leave no stock."""
    for label in ("Bougie de Lyon", "Carte postale"):
        sale = SaleValues(label, (SaleLine(label, 1_290, 2000),), Method.CARD)
        await actions.sell(sale, on=TODAY, at=WHEN, by=AMIN)
    assert (await amin.get("/counter")).text.count(TILE) == 2
    candle = await shelved(CANDLE, 50_000)
    page = await amin.get("/counter")
    assert page.text.count(TILE) == 2 and "label=Carte+postale" in page.text
    assert f"product={candle}" in page.text and "label=Bougie" not in page.text


async def test_an_unknown_code_says_so_and_sells_nothing(amin: httpx.AsyncClient) -> None:
    untaxed = await shelved(replace(CANDLE, vat_rate=0, barcode="LIVRE-1", is_tile=False))
    answer = await amin.get("/counter", params={"code": "4006381333932"})
    assert answer.status_code == 422 and "Aucun produit ni aucune facture" in answer.text
    assert 'value="4006381333932"' in answer.text
    refused = await amin.get("/counter", params={"code": "livre-1"})
    assert refused.status_code == 422 and "faites une facture" in refused.text
    assert f'name="product" value="{untaxed}"' not in refused.text
    many = await amin.get("/counter", params={"product": untaxed, "pieces": "abc"})
    assert many.status_code == 422
    assert await Sale.count() == 0


async def test_the_number_of_an_invoice_opens_its_payment(amin: httpx.AsyncClient) -> None:
    owed = await sold(await regie(), 300, "2026-10-01", "2026-11-01")
    number = (await invoice(owed)).number
    found = await amin.get("/counter", params={"code": number.lower()})
    assert found.headers["location"] == f"/payments/new?invoice={owed}"
    assert (await amin.get(found.headers["location"])).status_code == 200
    shop = await business()
    code = epc_payload(shop.name, shop.iban, shop.bic, 30_000, number)
    for scanned in (code, code.replace("\n", ""), code.replace("\n", "\r\n")):
        by_qr = await amin.get("/counter", params={"code": scanned})
        assert by_qr.headers["location"] == f"/payments/new?invoice={owed}"
    candle = await shelved(CANDLE, 10_000)
    paid = await queries.sale(await sell(candle, 1_290, 1))
    settled = await amin.get("/counter", params={"code": paid.number})
    assert settled.headers["location"] == f"/invoices/{paid.invoice_id}"
    async with browser() as stranger:
        answer = await stranger.get("/counter", params={"code": number})
        assert number not in answer.text and "payments" not in answer.headers.get("location", "")
