"""The ticket of a sale: what was paid, to the cent; the second one says that it is one."""

import asyncio
from collections.abc import Callable
from datetime import date

import pytest

from app.adapters import files
from app.core.errors import Refused
from app.counter import actions, queries
from app.counter.rules import Method
from app.counter.tables import SaleTicket
from app.links.queries import token_for
from app.messages.tables import Attachment, Message
from app.settings.tables import Business
from tests.cast import AMIN, at, browser, open_shop, regie, signed_in
from tests.counter.test_cart import BADGE, BOOK, sell

TODAY = date(2026, 11, 20)


async def test_it_says_what_the_law_wants(database: None) -> None:
    """Who sells, the invoice's number and day, each line with VAT, VAT by rate, how it was paid."""
    await open_shop(activity="goods")
    sale_id = await sell(BADGE, BADGE, BOOK, parts=((Method.CARD, 1_000),))
    page = (await actions.ticket_page(sale_id, 1)).replace("\xa0", " ").replace("\u202f", " ")
    said = ["F2026-000001", "20 novembre 2026", "SIRET", "FR", "Badge Vigik", "9,99 €", "10,55 €"]
    said += ["30,53 €", "20 %", "16,66 €", "3,33 €", "5,5 %", "10,00 €", "0,55 €", "20,53 €"]
    assert [each for each in said if each not in page] == []
    assert "Client de passage" not in page and "DUPLICATA" not in page
    assert "DUPLICATA" in await actions.ticket_page(sale_id, 2)


async def test_what_is_left_to_pay_has_its_code(database: None) -> None:
    await open_shop()
    sale_id = await sell(BADGE, client_id=await regie(), method=Method.TRANSFER)
    page = await actions.ticket_page(sale_id, 1)
    assert "Reste à payer" in page and "<svg" in page and "Régie Bellecour" in page


async def test_the_second_is_a_duplicate_whoever_prints_it(database: None) -> None:
    await open_shop()
    sale_id, other = await sell(BADGE), await sell(BOOK, key="k2")
    made = await asyncio.gather(
        *(actions.note_ticket(sale_id, at=at(TODAY), by=AMIN) for _ in range(4))
    )
    assert sorted(made) == [1, 2, 3, 4]
    assert await actions.note_ticket(other, at=at(TODAY), by=AMIN) == 1
    with pytest.raises(Refused):
        await actions.note_ticket(999, at=at(TODAY), by=AMIN)
    assert await SaleTicket.count() == 5


async def test_printed_from_the_page(database: None, at: Callable[[str], None]) -> None:
    at("2026-11-20T10:00")
    await open_shop()
    sale_id = await sell(BADGE)
    async with browser() as client:
        amin = await signed_in(client, "amin")
        first = await amin.post(f"/counter/{sale_id}/ticket")
        assert first.status_code == 200 and first.content.startswith(b"%PDF-")
        assert (await amin.post("/counter/999/ticket")).status_code == 404
        assert f"/counter/{sale_id}/ticket" in (await amin.get(f"/counter/{sale_id}")).text
    async with browser() as client:
        accountant = await signed_in(client, "claire")
        assert (await accountant.post(f"/counter/{sale_id}/ticket")).status_code == 403
    assert [line.amount for line in await queries.lines_of(sale_id)] == [999]
    assert await SaleTicket.count() == 1


async def test_by_e_mail_once_for_each_form_and_the_next_is_a_duplicate(database: None) -> None:
    await open_shop()
    sale_id, other = await sell(BADGE), await sell(BOOK, key="k2")

    async def send(after: int, to: str = "mme.perrin@courrier.test") -> int | None:
        return await actions.send_ticket(sale_id, to=to, after=after, at=at(TODAY), by=AMIN)

    first = await send(0)
    assert first and await send(0) is None and await SaleTicket.count() == 1
    row = await Message.select().where(Message.id == first).first()
    assert row and row["to_address"] == "mme.perrin@courrier.test"
    assert "F2026-000001" in row["subject"] and "9,99" in row["text"]
    file = await Attachment.select().where(Attachment.message == first).first()
    assert file and file["filename"] == "ticket-F2026-000001.pdf"
    assert files.read(file["sha256"]).startswith(b"%PDF-")
    # The second one is a duplicate, as if it had been printed.
    assert await send(1) and await SaleTicket.count() == 2
    with pytest.raises(Refused):
        await send(2, to="nulle part")
    assert await SaleTicket.count() == 2
    assert not await Message.exists().where(Message.cause_id == other)


async def test_sent_from_the_page_and_the_invoice_as_well(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T10:00")
    await open_shop()
    sale_id = await sell(BADGE)
    to = "mme.perrin@courrier.test"
    async with browser() as client:
        amin = await signed_in(client, "amin")
        for what, after, messages in (
            ("ticket", "0", 1),
            ("ticket", "0", 1),
            ("invoice", "1", 2),
            ("invoice", "1", 2),
            ("ticket", "2", 3),
        ):
            data = {"what": what, "to": to, "after": after}
            answer = await amin.post(f"/counter/{sale_id}/sending", data=data)
            assert answer.status_code == 303 and await Message.count() == messages


async def test_the_page_to_pay_by_card_stands_there_until_it_is_paid(
    database: None, at: Callable[[str], None]
) -> None:
    at("2026-11-20T10:00")
    await open_shop(card_provider="trial")
    owed = await sell(BADGE, client_id=await regie(), method=Method.TRANSFER)
    paid = await sell(BOOK, key="k2")
    async with browser() as client:
        amin = await signed_in(client, "amin")
        page = await amin.get(f"/counter/{owed}")
        token = await token_for("invoice", (await queries.sale(owed)).invoice_id)
        assert token and f"http://echeance.test/p/{token}" in page.text
        assert "Par carte, sur le téléphone du client" in page.text
        assert "Par carte, sur" not in (await amin.get(f"/counter/{paid}")).text
        await Business.update({Business.card_provider: ""}, force=True)
        assert "Par carte, sur" not in (await amin.get(f"/counter/{owed}")).text
