"""When a reminder leaves, and that it leaves once, only while it is still true."""

import asyncio

import pytest

from app.adapters.database import transaction
from app.invoices.tables import Document
from app.messages.tables import Attachment, Message
from app.reminders import actions, queries
from app.reminders.tables import Reminder
from tests.cast import AMIN, ODILE, at, hotel, mme_perrin, open_shop, regie
from tests.payments.books import paid, sold
from tests.reminders.story import (
    MONDAY,
    D,
    approved,
    late,
    left,
    made_automatic,
    proposed,
    vanished,
    waiting,
)

TO_HOTEL = ("direction@saint-nizier.test", "Facture en attente de règlement – Atelier Vauban")
NINE = at(MONDAY, 9)


async def shop_with_late_hotel(euros: int = 540) -> int:
    await open_shop()
    saint_nizier = await hotel()
    await late(saint_nizier, euros)
    return saint_nizier


async def test_proposed_approved_and_sent_once(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    assert await left(NINE) == []  # nobody approved it
    await approved()
    assert await left(NINE) == [TO_HOTEL]
    assert await left(at(MONDAY, 9, 5)) == []
    await proposed("2026-11-24")
    assert await waiting() == []
    ((sent,), count) = await queries.decided()
    assert (count, sent.state, sent.decided_by, sent.client_id) == (1, "sent", ODILE, saint_nizier)
    assert sent.sent_at == NINE


async def test_two_workers_at_once_send_one_message(database: None) -> None:
    await shop_with_late_hotel()
    await late(await regie())
    await proposed()
    await approved()
    both = await asyncio.gather(left(NINE), left(NINE))
    assert sorted(both[0] + both[1])[0] == ("compta@regie-bellecour.test", TO_HOTEL[1])
    assert await Message.count() == 2


async def test_killed_before_the_end_it_is_sent_once_afterwards(database: None) -> None:
    """All or nothing: a transaction that never ended leaves the reminder approved."""
    await shop_with_late_hotel()
    await proposed()
    await approved()
    with pytest.raises(KeyboardInterrupt):
        async with transaction():
            await Reminder.update({Reminder.state: "sent"}).where(Reminder.state == "approved")
            raise KeyboardInterrupt
    assert await left(NINE) == [TO_HOTEL]
    assert await left(NINE) == []


@pytest.mark.parametrize(
    ("day", "hour", "minute", "leaves"),
    [
        ("2026-11-23", 8, 59, False),
        ("2026-11-23", 9, 0, True),
        ("2026-11-23", 17, 30, True),
        ("2026-11-23", 17, 31, False),
        ("2026-11-22", 10, 0, False),  # Sunday
        ("2026-12-25", 10, 0, False),  # Christmas, a Friday
    ],
)
async def test_nothing_leaves_outside_the_hours(
    database: None, day: str, hour: int, minute: int, leaves: bool
) -> None:
    await open_shop()
    await sold(await hotel(), 540, "2026-10-10", day[:8] + "05")
    await proposed(day)
    await approved(day, 8, 30)
    assert len(await left(at(day, hour, minute))) == leaves


async def test_paid_between_approval_and_sending_it_does_not_leave(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    await approved()
    await paid(saint_nizier, 540, MONDAY)
    assert await left(NINE) == []
    assert (await waiting(), await Message.count()) == ([], 0)


async def test_partly_paid_it_is_proposed_anew_with_what_is_left(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    await approved()
    await paid(saint_nizier, 140, MONDAY)
    assert await left(NINE) == []
    await proposed()
    assert await waiting() == [("Hôtel Saint-Nizier", "Première relance", 40_000)]
    (again,) = await queries.open_reminders()
    assert again.state == "proposed" and "400,00" in again.body


async def test_paused_after_approval_it_does_not_leave(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    await approved()
    await actions.pause(saint_nizier, reason="", on=D(MONDAY), at=at(MONDAY, 8, 45), by=AMIN)
    assert await left(NINE) == []
    result = await proposed()
    assert [one.reason.code for one in result.held] == ["reminders.paused"]


async def test_money_that_nobody_allocated_holds_it_back(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    await approved()
    await paid(saint_nizier, 540, MONDAY, parts=[])
    assert await left(NINE) == []


async def test_an_automatic_step_leaves_by_itself_and_the_others_wait(database: None) -> None:
    await shop_with_late_hotel()
    await sold(await regie(), 100, "2026-10-10", "2026-11-26")
    await made_automatic(1)
    await proposed()
    (first, soon) = await queries.open_reminders()
    assert (first.leaves_by_itself, soon.leaves_by_itself) == (False, True)
    assert await queries.count_open() == 1
    assert [to for to, _ in await left(NINE)] == ["compta@regie-bellecour.test"]
    ((sent,), _) = await queries.decided()
    assert sent.decided_by == "echeance"


async def test_an_approval_is_taken_back_while_it_waits(database: None) -> None:
    await shop_with_late_hotel()
    await proposed()
    (view,) = await queries.open_reminders()
    assert await actions.approve(view.id, at=at(MONDAY, 8), by=AMIN)
    assert not await actions.approve(view.id, at=at(MONDAY, 8), by=AMIN)
    assert await actions.unapprove(view.id, at=at(MONDAY, 8, 30), by=AMIN)
    assert await left(NINE) == []
    assert await queries.count_open() == 1


async def test_a_week_passes_between_two_messages_to_a_client(database: None) -> None:
    await open_shop()
    bellecour = await regie()
    await sold(bellecour, 100, "2026-10-10", "2026-11-10")
    await sold(bellecour, 200, "2026-10-15", "2026-11-16")
    await proposed()
    await approved()
    assert len(await left(NINE)) == 1
    result = await proposed("2026-11-26")  # the second one is ten days late
    assert [one.reason.code for one in result.held] == ["reminders.recent"]
    await proposed("2026-11-30")
    assert await waiting() == [("Régie Bellecour", "Première relance", 30_000)]


async def test_what_the_mail_server_has_not_had_is_called_back_when_paid(database: None) -> None:
    saint_nizier = await shop_with_late_hotel()
    await proposed()
    await approved()
    await left(NINE)
    assert await actions.recall(at=at(MONDAY, 9, 10)) == 0
    await paid(saint_nizier, 540, MONDAY)
    assert await actions.recall(at=at(MONDAY, 10)) == 1
    assert [row["state"] for row in await Message.select(Message.state)] == ["cancelled"]
    assert await waiting() == []
    ((back,), _) = await queries.decided()
    assert back.taken_back and back.taken_back.code == "reminders.paid"


async def test_what_still_waits_at_night_leaves_the_next_morning(database: None) -> None:
    """No mail server all day: on Saturday it must not leave, on Monday it does, once."""
    await open_shop()
    await late(await hotel(), due="2026-11-10")
    friday = "2026-11-20"
    await proposed(friday)
    await approved(friday)
    assert await left(at(friday, 17)) == [TO_HOTEL]
    assert await actions.recall(at=at("2026-11-21", 10)) == 1
    assert await left(at("2026-11-21", 10)) == []
    assert await left(NINE) == [TO_HOTEL]
    assert await actions.recall(at=at(MONDAY, 9, 5)) == 0
    states = await Message.select(Message.state).order_by(Message.id)
    assert [row["state"] for row in states] == ["cancelled", "waiting"]


async def test_one_who_cannot_be_written_to_holds_up_nobody(database: None) -> None:
    await shop_with_late_hotel()
    perrin = await mme_perrin()
    await late(perrin)
    await vanished(perrin)
    await late(await regie())
    await proposed()
    await approved()
    assert len(await left(NINE)) == 2


async def test_the_kept_pdf_of_each_invoice_goes_with_it(database: None) -> None:
    await shop_with_late_hotel()
    invoice = (await Message.raw("SELECT id FROM invoice"))[0]["id"]
    document = Document(invoice=invoice, sha256="ab" * 32, size=9, created_at=NINE)
    await Document.insert(document)
    await proposed()
    await approved()
    await left(NINE)
    rows = await Attachment.select(Attachment.filename, Attachment.sha256)
    assert rows == [{"filename": "F2026-000001.pdf", "sha256": "ab" * 32}]
