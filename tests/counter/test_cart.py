"""Amin sells several things at once, paid in several ways: one sale, one invoice, to the cent."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.accounting.queries import account_balance
from app.adapters.database import engine, is_postgres
from app.catalogue.queries import product
from app.core.errors import Refused
from app.counter import actions, queries, rules
from app.counter.rules import Method, SaleLine, SaleValues
from app.counter.tables import Sale, SalePayment
from app.invoices.queries import invoice
from app.invoices.tables import Invoice
from app.payments.tables import Receipt
from app.receivables.queries import client_balance
from app.schema.ddl import refuse_change
from tests.cast import AMIN, at, browser, hotel, open_shop, regie, signed_in
from tests.catalogue.shelf import CANDLE, shelved
from tests.counter.test_sales import TODAY, hidden, sound

BADGE = SaleLine("Badge Vigik", 999, 2000)
BOOK = SaleLine("Notice", 1_055, 550)


async def sell(*lines: SaleLine, key: str = "k1", **changes: object) -> int:
    values = SaleValues(key, lines, **({"method": Method.CASH} | changes))  # type: ignore[arg-type]
    return await actions.sell(values, on=TODAY, at=at(TODAY), by=AMIN)


async def test_several_lines_at_two_rates_come_to_what_was_paid(database: None) -> None:
    """Two badges in two lines, 8,33 net each, VAT 20 % of 16,66 = 3,33; 10,55 at 5,5 % is 10,00 and
    0,55. Together 30,54; paid 30,53: a cent of rounding."""
    await open_shop(activity="goods")
    sale = await queries.sale(await sell(BADGE, BADGE, BOOK))
    there = await invoice(sale.invoice_id)
    assert (there.net, there.vat, there.payable, there.open) == (2_666, 388, 3_053, 0)
    assert await account_balance("530", TODAY) == 3_053
    await sound()


async def test_paid_in_several_ways(database: None) -> None:
    """30,00: 5,00 in cash of 20,00 handed over, 10,00 by cheque, the rest by card."""
    await open_shop()
    parts = ((Method.CASH, 500), (Method.CHEQUE, 1_000))
    one = SaleLine("Clé", 3_000, 2000)
    sale_id = await sell(one, method=Method.CARD, parts=parts, given=2_000)
    assert await queries.payments_of(sale_id) == [*parts, (Method.CARD, 1_500)]
    books = [await account_balance(each, TODAY) for each in ("530", "5112", "5115")]
    assert books == [500, 1_000, 1_500]
    assert (await invoice((await queries.sale(sale_id)).invoice_id)).open == 0
    await sound()


async def test_the_rest_by_transfer_stays_owed(database: None) -> None:
    """20,00 of 50,00 in cash: the Régie owes 30,00, the hotel nothing."""
    await open_shop()
    client, other = await regie(), await hotel()
    one = SaleLine("Platine", 5_000, 2000)
    parts = ((Method.CASH, 2_000),)
    await sell(one, client_id=client, method=Method.TRANSFER, parts=parts)
    assert (await client_balance(client, TODAY)).not_due == 3_000
    assert (await client_balance(other, TODAY)).total == 0
    await sound()


async def test_replayed_or_ten_at_once_it_is_one_sale(database: None) -> None:
    await open_shop()
    paid = {"method": Method.CARD, "parts": ((Method.CASH, 1_000),)}
    made = await asyncio.gather(*(sell(BADGE, BOOK, **paid) for _ in range(10)))
    assert len(set(made)) == 1
    counted = [await each.count() for each in (Sale, Invoice, SalePayment, Receipt)]
    assert counted == [1, 1, 2, 2]
    await sound()


async def test_cut_off_between_nothing_of_it_is_left(database: None) -> None:
    """The database gives up at the second of two payments; the page sends again: sold once,
    without a gap in the numbers."""
    await open_shop()
    paid = {"method": Method.CARD, "parts": ((Method.CASH, 1_000),)}
    guard = refuse_change("receipt", "INSERT", "NEW.method = 'card'", "gone")
    for statement in guard.split(";\n") if is_postgres else [guard]:
        await engine.run_ddl(statement)
    with pytest.raises(Exception, match="gone"):
        await sell(BADGE, BOOK, **paid)
    await engine.run_ddl("DROP TRIGGER receipt_no_insert" + (" ON receipt" if is_postgres else ""))
    assert [await each.count() for each in (Sale, Invoice, SalePayment, Receipt)] == [0] * 4
    await sell(BADGE, BOOK, **paid)
    assert (await Invoice.select(Invoice.number))[0]["number"] == "F2026-000001"
    await sound()


@pytest.mark.parametrize(
    ("parts", "method", "code"),
    [
        (((Method.CASH, 1_000),), Method.CARD, "counter.parts"),
        (((Method.CASH, -1),), Method.CARD, "counter.part"),
        (((Method.CASH, 500),), Method.CASH, "counter.same_means"),
        (((Method.TRANSFER, 500),), Method.CASH, "counter.same_means"),
    ],
)
async def test_parts_that_do_not_make_the_whole(
    database: None, parts: tuple[tuple[Method, int], ...], method: Method, code: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await sell(BADGE, method=method, parts=parts)
    assert refused.value.code == code and await Sale.count() == 0


async def test_a_line_that_cannot_be_sold_keeps_all_back(database: None) -> None:
    await open_shop()
    for lines in ((), (BADGE, SaleLine(" ", 100, 2000)), (BADGE,) * 31):
        with pytest.raises(Refused):
            await sell(*lines)
    assert await Invoice.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "{}x",
        "[1]",
        '[["a","9",2000,null,1]]',
        '[["a",-1,2000,null,1]]',
        "[[[]]]",
        "9",
        "[" * 9999,
    ],
)
def test_what_is_no_cart_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="cart"):
        rules.cart_lines(text)


def test_a_cart_comes_back_as_it_was() -> None:
    lines = rules.with_line(rules.with_line((BADGE,), SaleLine("B", 5, 550, 7)), BOOK)
    assert rules.cart_lines(rules.cart_text(lines)) == lines
    more = rules.with_line(lines, SaleLine("B", 10, 550, 7, 2))
    assert more[1] == SaleLine("B", 15, 550, 7, 3) and len(more) == 3


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop(activity="goods")
    async with browser() as client:
        yield await signed_in(client, "amin")


async def test_scanned_twice_and_typed_then_sold(amin: httpx.AsyncClient) -> None:
    """Scan a candle, scan it again (two pieces wait with the third), type a badge, pay 48,69."""
    candle = await shelved(CANDLE, 50_000)
    page = await amin.get("/counter", params={"code": "4006381333931"})
    for _ in range(2):
        cart = html_value(page, "cart")
        page = await amin.get("/counter", params={"code": "4006381333931", "cart": cart})
    assert "2 × Bougie de Lyon" in page.text and "25,80" in page.text
    data = {"key": hidden(page, "key"), "cart": html_value(page, "cart", last=True), "client": ""}
    line = {"label": "Bougie de Lyon", "amount": "12,90", "rate": "2000", "product": str(candle)}
    added = await amin.post("/counter", data=data | line | {"add": "1"})
    assert added.status_code == 303 and await Sale.count() == 0
    page = await amin.get(added.headers["location"])
    assert "3 × Bougie de Lyon" in page.text and "38,70" in page.text
    data |= {"cart": html_value(page, "cart", last=True), "key": hidden(page, "key")}
    badge = {"label": "Badge", "amount": "9,99", "rate": "2000", "method": "card"}
    sold = await amin.post("/counter", data=data | badge | {"part_cash": "8,69"})
    assert sold.status_code == 303
    shown = await amin.get(sold.headers["location"])
    assert "48,69" in shown.text and "8,69" in shown.text and "40,00" in shown.text
    assert (await product(candle)).on_hand == 20_000
    await sound()


async def test_a_cart_alone_is_sold_and_a_broken_one_is_said(amin: httpx.AsyncClient) -> None:
    cart = rules.cart_text((BADGE,))
    page = await amin.get("/counter", params={"cart": cart})
    assert "Retirer Badge Vigik" in page.text
    data = {"key": hidden(page, "key"), "cart": cart, "label": "", "amount": "", "rate": "2000"}
    broken = await amin.post("/counter", data=data | {"cart": "[", "method": "cash"})
    assert broken.status_code == 422 and "panier est illisible" in broken.text
    assert (await amin.get("/counter", params={"cart": "["})).status_code == 422
    part = await amin.post("/counter", data=data | {"part_cash": "99", "method": "card"})
    assert part.status_code == 422 and "plus que les 9,99" in part.text
    assert (await amin.post("/counter", data=data | {"method": "cash"})).status_code == 303
    assert await Sale.count() == 1


def html_value(page: httpx.Response, name: str, last: bool = False) -> str:
    found = re.findall(rf'name="{name}" value="([^"]*)"', page.text)
    assert found
    return html.unescape(found[-1 if last else 0])
