"""Amin sells over the counter: in three taps, once, however often the network retries."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.accounting.queries import account_balance, check_balanced, check_chain
from app.clients.tables import Client
from app.core.errors import Refused
from app.counter import actions, queries
from app.counter.rules import Method, SaleLine, SaleValues, change
from app.counter.tables import Sale
from app.invoices.queries import invoice
from app.invoices.tables import Invoice
from app.payments.tables import Receipt
from app.receivables.queries import aging, client_balance
from tests.cast import AMIN, at, browser, open_shop, regie, signed_in
from tests.payments.books import sold

TODAY = date(2026, 11, 20)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def sell(key: str = "k1", amount: int = 999, **changes: object) -> int:
    rest = {"method": Method.CASH} | changes
    of_line = {name: rest.pop(name) for name in ("label", "vat_rate") if name in rest}
    line = SaleLine(**{"label": "Badge Vigik", "amount": amount, "vat_rate": 2000} | of_line)  # type: ignore[arg-type]
    sale = SaleValues(key, lines=(line,), **rest)  # type: ignore[arg-type]
    return await actions.sell(sale, on=TODAY, at=at(TODAY), by=AMIN)


async def sound() -> None:
    checks = [check_balanced, check_chain, *(check for _, check in queries.CHECKS)]
    assert [await check() for check in checks] == [[]] * len(checks)


async def test_a_passer_by_pays_cash(database: None) -> None:
    """9,99 € at 20 %: 8,33 net, 1,67 of VAT, and a cent of rounding: exactly what was paid."""
    await open_shop(activity="goods")
    sale = await queries.sale(await sell())
    there = await invoice(sale.invoice_id)
    assert (there.number, there.net, there.vat, there.payable) == ("F2026-000001", 833, 167, 999)
    assert (there.open, sale.client) == (0, "Client de passage")
    assert await account_balance("530", TODAY) == 999
    assert (await aging(TODAY)).rows == ()
    assert change(999, 2_000) == 1_001 and change(999, 999) is None and change(999, None) is None
    await sound()


async def test_all_passers_by_are_one_client(database: None) -> None:
    await open_shop()
    await sell("k1"), await sell("k2", method=Method.CARD)
    assert await Client.count() == 1
    assert await account_balance("5115", TODAY) == 999


async def test_a_cheque_waits_to_be_paid_in(database: None) -> None:
    """Paid on the spot: on 5112 until the bank has it; the till, 530, has nothing of it."""
    await open_shop()
    sale = await queries.sale(await sell(method=Method.CHEQUE, amount=120_000))
    assert (await invoice(sale.invoice_id)).open == 0
    assert await account_balance("5112", TODAY) == 120_000
    assert await account_balance("530", TODAY) == 0
    await sound()


async def test_a_transfer_stays_owed_until_it_comes(database: None) -> None:
    await open_shop()
    client = await regie()
    sale = await queries.sale(await sell(client_id=client, method=Method.TRANSFER, amount=5_000))
    assert sale.receipt_id is None
    assert (await client_balance(client, TODAY)).not_due == 5_000
    await sound()


async def test_money_at_the_counter_goes_on_this_sale_only(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 300, "2026-10-01", "2026-11-01")
    await sell(client_id=client)
    assert (await client_balance(client, TODAY)).ages == (0, 30_000, 0, 0, 0)


async def test_a_retry_finds_the_sale_that_was_made(database: None) -> None:
    await open_shop()
    first = await sell("page-1")
    assert await sell("page-1") == first
    counted = (await Sale.count(), await Invoice.count(), await Receipt.count())
    assert counted == (1, 1, 1)
    with pytest.raises(Refused, match=r"already sold"):
        await sell("page-1", amount=500)


async def test_ten_taps_at_once_are_one_sale_without_a_gap(database: None) -> None:
    await open_shop()
    made = await asyncio.gather(*(sell("page-1") for _ in range(10)))
    assert len(set(made)) == 1
    await sell("page-2")
    numbers = [row["number"] for row in await Invoice.select(Invoice.number)]
    assert sorted(numbers) == ["F2026-000001", "F2026-000002"]
    await sound()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0}, "counter.amount"),
        ({"amount": -100}, "counter.amount"),
        ({"amount": 10**14}, "counter.too_large"),
        ({"amount": 100_001}, "counter.cash_limit"),
        ({"given": 900}, "counter.given"),
        ({"label": "  "}, "counter.label"),
        ({"key": ""}, "counter.key"),
        ({"vat_rate": 1_234}, "invoices.rate_unknown"),
        ({"client_id": 999}, "invoices.no_client"),
    ],
)
async def test_what_cannot_be_sold_uses_no_number(
    database: None, changes: dict[str, object], code: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await sell(**changes)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert await Invoice.count() == 0 and await Sale.count() == 0
    await sell("good")
    assert (await Invoice.select(Invoice.number))[0]["number"] == "F2026-000001"


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "amin")


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


async def test_three_taps(amin: httpx.AsyncClient) -> None:
    page = await amin.get("/counter")
    data = {
        "key": hidden(page, "key"),
        "client": "",
        "label": "Badge Vigik",
        "amount": "9,99",
        "rate": "2000",
        "method": "cash",
        "given": "20",
    }
    first = await amin.post("/counter", data=data)
    again = await amin.post("/counter", data=data)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    shown = await amin.get(first.headers["location"])
    assert "Vendu" in shown.text and "F2026-000001" in shown.text
    assert "À rendre" in shown.text and "10,01" in shown.text
    assert await Sale.count() == 1
    tile = await amin.get("/counter")
    assert "Badge Vigik" in tile.text and "amount=9%2C99" in tile.text
    filled = await amin.get("/counter", params={"label": "Badge Vigik", "amount": "9,99"})
    assert 'value="9,99"' in filled.text and hidden(filled, "key") != data["key"]


async def test_the_qr_code_of_a_transfer_is_shown_until_it_is_paid(
    amin: httpx.AsyncClient,
) -> None:
    client = await regie()
    sale = await sell(client_id=client, method=Method.TRANSFER)
    page = await amin.get(f"/counter/{sale}")
    assert "<svg" in page.text.split('class="qr"')[1] and "à payer" in page.text
    owing = await amin.get("/counter", params={"client": client})
    assert "Régie Bellecour" in owing.text and "9,99" in owing.text
    paid_sale = await sell("k2", client_id=client, method=Method.CARD)
    assert 'class="qr"' not in (await amin.get(f"/counter/{paid_sale}")).text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", "", "À remplir"),
        ("amount", "neuf", "n’est pas un nombre"),
        ("amount", "0", "supérieur à zéro"),
        ("label", "", "À remplir"),
        ("given", "5", "Il manque 4,99"),
        ("rate", "abc", "nombre entier"),
        ("method", "troc", "choix"),
    ],
)
async def test_a_fault_keeps_what_was_typed(
    amin: httpx.AsyncClient, name: str, value: str, said: str
) -> None:
    page = await amin.get("/counter")
    data = {"key": hidden(page, "key"), "label": "Badge", "amount": "9,99", "rate": "2000"}
    answer = await amin.post("/counter", data=data | {"method": "cash", name: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert hidden(answer, "key") == data["key"]
    assert await Sale.count() == 0


async def test_the_client_is_found_as_one_types(amin: httpx.AsyncClient) -> None:
    client = await regie()
    part = await amin.get("/counter/clients", params={"q": "REGIE"}, headers=HTMX)
    assert f'href="/counter?client={client}"' in part.text and "<html" not in part.text
    assert f'href="/counter?client={client}"' in (await amin.get("/counter/clients")).text
    page = await amin.get("/counter/clients", params={"q": "personne"})
    assert "Aucun client de ce genre" in page.text


async def test_the_receipt_goes_by_e_mail(amin: httpx.AsyncClient) -> None:
    sale = await sell()
    page = await amin.get(f"/counter/{sale}")
    data = {"to": "mme.perrin@courrier.test", "after": hidden(page, "after")}
    assert (await amin.post(f"/counter/{sale}/sending", data=data)).status_code == 303
    wrong = await amin.post(f"/counter/{sale}/sending", data={"to": "nulle part", "after": "1"})
    assert wrong.status_code == 422 and "nulle part" in wrong.text
    assert (await amin.get("/counter/999")).status_code == 404


async def test_under_the_franchise_no_vat_is_charged(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T10:00")
    await open_shop(vat_regime="franchise", vat_number="")
    async with browser() as client:
        amin = await signed_in(client, "amin")
        page = await amin.get("/counter")
        assert hidden(page, "rate") == "0"
        data = {"key": hidden(page, "key"), "label": "Badge", "amount": "9,99", "rate": "0"}
        answer = await amin.post("/counter", data=data | {"method": "card"})
        assert answer.status_code == 303
    assert (await Invoice.select(Invoice.vat, Invoice.total))[0] == {"vat": 0, "total": 999}
