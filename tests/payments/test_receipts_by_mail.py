"""A client is told that its payment came: once, in its language, and not if it was undone first."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.core.errors import Refused
from app.messages.queries import of_cause
from app.messages.rules import State
from app.messages.tables import Message
from app.payments import actions
from app.payments.rules import Method
from tests.cast import ODILE, at, browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.payments.books import instalment_of, paid, sold
from tests.payments.test_pages import form

NOV_20 = date(2026, 11, 20)


async def sent(receipt_id: int, **more: str) -> int | None:
    return await actions.send_receipt(receipt_id, at=at(NOV_20), by=ODILE, **more)


async def test_it_says_what_was_paid_and_what_is_left(database: None) -> None:
    await open_shop()
    client, other = await regie(), await hotel()
    first = await instalment_of(await sold(client, 120, "2026-10-01", "2026-11-01"))
    second = await instalment_of(await sold(client, 200, "2026-10-02", "2026-11-02"))
    await sold(other, 77, "2026-10-02", "2026-11-02")
    receipt = await paid(client, 150, "2026-11-20", [(first, 12_000), (second, 2_500)])
    await paid(other, 77, "2026-11-20")
    assert await sent(receipt)
    [letter] = await Message.select()
    assert letter["to_address"] == "compta@regie-bellecour.test"
    assert letter["subject"] == "Votre règlement de 150,00\u00a0€ – Atelier Vauban"
    for text in (letter["text"], letter["html"]):
        assert "150,00\u00a0€ le 20\u00a0novembre 2026 (virement)" in text
        assert "F2026-000001\u00a0: 120,00\u00a0€, elle est soldée" in text
        assert "F2026-000002\u00a0: 25,00\u00a0€, il reste 175,00\u00a0€ à payer" in text
        assert "5,00\u00a0€ restent à votre crédit" in text
        assert "77" not in text.replace("#", "") and "sous réserve" not in text


async def test_a_cheque_is_thanked_for_with_reserve_and_in_english(database: None) -> None:
    await open_shop()
    client = await mme_perrin(language="en")
    assert await sent(await paid(client, 60, "2026-11-20", method=Method.CHEQUE))
    [letter] = await Message.select()
    assert "once the bank has honoured the cheque" in letter["text"]


async def test_it_is_sent_once_whoever_asks(database: None) -> None:
    await open_shop()
    receipt = await paid(await regie(), 60, "2026-11-20")
    made = await asyncio.gather(*(sent(receipt) for _ in range(4)))
    assert sum(each is not None for each in made) == 1
    assert await Message.count() == 1


async def test_a_payment_undone_is_not_thanked_for(database: None) -> None:
    await open_shop()
    client = await regie()
    waiting, undone = await paid(client, 60, "2026-11-18"), await paid(client, 70, "2026-11-19")
    kept = await paid(client, 80, "2026-11-19")
    assert await sent(waiting) and await sent(kept)
    for each in (waiting, undone):
        await actions.undo(each, on=NOV_20, at=at(NOV_20), by=ODILE)
    [letter] = await of_cause("receipt", waiting)
    assert letter.state is State.CANCELLED
    [other] = await of_cause("receipt", kept)
    assert other.state is State.WAITING
    with pytest.raises(Refused, match="no payment here"):
        await sent(undone)


async def test_without_an_address_it_is_refused(database: None) -> None:
    await open_shop()
    receipt = await paid(await regie(email=""), 60, "2026-11-20")
    with pytest.raises(Refused, match="No e-mail address"):
        await sent(receipt)
    with pytest.raises(Refused):
        await sent(receipt, to="pas une adresse")
    assert await sent(receipt, to="gerant@bellecour.test")


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


async def test_ticked_when_the_payment_is_recorded(odile: httpx.AsyncClient) -> None:
    client, without = await regie(), await hotel(email="")
    page = await odile.get("/payments/new", params={"client": client})
    assert "compta@regie-bellecour.test" in page.text
    page = await odile.get("/payments/new", params={"client": without})
    assert 'name="thank"' not in page.text
    data = await form(odile, client, amount="60") | {"thank": "1"}
    for _ in range(2):
        assert (await odile.post("/payments", data=data)).status_code == 303
    assert [each["cause_id"] for each in await Message.select()] == [1]
    await odile.post("/payments", data=await form(odile, client, amount="61"))
    assert await Message.count() == 1


async def test_sent_from_the_page_of_the_payment(odile: httpx.AsyncClient) -> None:
    receipt = await paid(await regie(), 60, "2026-11-20")
    path = f"/payments/{receipt}/thanks"
    empty = await odile.post(path, data={"to": ""})
    assert empty.status_code == 422 and await Message.count() == 0
    wrong = await odile.post(path, data={"to": "personne"})
    assert wrong.status_code == 422 and 'value="personne"' in wrong.text
    done = await odile.post(path, data={"to": "chef@bellecour.test"}, follow_redirects=True)
    assert "Le reçu part vers chef@bellecour.test" in done.text
    assert path not in done.text
    async with browser() as claire:
        await signed_in(claire, "claire")
        assert (await claire.post(path, data={"to": "x@y.test"})).status_code == 403
