"""The outbox: one message per subject, complete or not at all, never a forged header."""

from datetime import timedelta

import pytest

from app.adapters.database import transaction
from app.core.errors import Refused
from app.messages.actions import attach, cancel
from app.messages.actions.claims import claim, note_failed
from app.messages.rules import Wanted
from app.messages.tables import Attachment, Message
from tests.cast import AMIN, open_shop
from tests.messages.letters import NINE, owe


async def test_the_same_subject_is_owed_once(database: None) -> None:
    await open_shop()
    first = await owe()
    assert first is not None
    assert await owe() is None
    assert await Message.count() == 1
    assert await owe("invoice:8") not in (None, first)


async def test_a_message_id_is_its_own_and_carries_the_domain_of_the_business(
    database: None,
) -> None:
    await open_shop()
    await owe("a")
    await owe("b")
    one, two = await Message.select(Message.message_id).order_by(Message.id)
    assert one["message_id"].endswith("@atelier-vauban.test>")
    assert one["message_id"] != two["message_id"]


async def test_storing_the_document_completes_what_waits_for_it(database: None) -> None:
    await open_shop()
    pdf = Wanted("invoice", 7, "F2026-000418.pdf", "application/pdf")
    other = Wanted("invoice", 8, "F2026-000419.pdf", "application/pdf")
    await owe("a", attachments=[pdf])
    await owe("b", attachments=[pdf, other])
    async with transaction() as tx:
        assert await attach(tx, subject_kind="invoice", subject_id=7, sha256="ab" * 32) == 2
        assert await attach(tx, subject_kind="invoice", subject_id=7, sha256="cd" * 32) == 0
    rows = await Attachment.select(Attachment.subject_id, Attachment.sha256).order_by(Attachment.id)
    assert [(row["subject_id"], row["sha256"]) for row in rows] == [
        (7, "ab" * 32),
        (7, "ab" * 32),
        (8, None),
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("to", "", "messages.no_address"),
        ("to", "pas une adresse", "messages.address"),
        ("to", "a@b.test\nBcc: tous@b.test", "messages.address"),
        ("to", "a@b", "messages.address"),
        ("to", "a..b@c.test", "messages.address"),
        ("cc", "a@b.test, <c@d.test>", "messages.address"),
        ("subject", "Facture\r\nBcc: tous@b.test", "messages.subject"),
        ("subject", "   ", "messages.no_subject"),
        (
            "to",
            ", ".join(f"service{n}@regie-bellecour.test" for n in range(12)),
            "messages.addresses",
        ),
    ],
)
async def test_what_cannot_be_sent_is_refused_by_name(
    database: None, field: str, value: str, code: str
) -> None:
    await open_shop()
    with pytest.raises(Refused) as refusal:
        await owe(**{field: value})
    assert refusal.value.code == code
    assert await Message.count() == 0


async def test_several_addresses_and_a_long_subject(database: None) -> None:
    await open_shop()
    await owe(to="compta@regie.test ; direction@régie.test", subject="é" * 400)
    message = await Message.objects().first()
    assert message is not None
    assert message.to_address == "compta@regie.test, direction@régie.test"
    assert message.subject == "é" * 249 + "…"


async def test_a_message_held_back_is_not_due_before(database: None) -> None:
    await open_shop()
    await owe(not_before=NINE + timedelta(hours=3))
    message = await Message.objects().first()
    assert message is not None
    assert message.next_try_at == message.not_before == NINE + timedelta(hours=3)


async def test_a_waiting_message_is_cancelled_once(database: None) -> None:
    await open_shop()
    message_id = await owe()
    assert message_id
    async with transaction() as tx:
        assert await cancel(tx, message_id, at=NINE, by=AMIN)
        assert not await cancel(tx, message_id, at=NINE, by=AMIN)
    # It stays, so that the same cause does not make another.
    assert await owe() is None


async def test_what_failed_meanwhile_is_not_called_back_as_if_it_still_waited(
    database: None,
) -> None:
    await open_shop()
    message_id = await owe()
    assert message_id
    (row,) = await claim(NINE, 1)
    await note_failed(row, "550 5.1.1 no such mailbox")
    async with transaction() as tx:
        assert not await cancel(tx, message_id, at=NINE, by="echeance", only_waiting=True)
        message = await Message.objects().first()
        assert message is not None
        assert message.state == "failed"
        # A person may still put it aside.
        assert await cancel(tx, message_id, at=NINE, by=AMIN)
