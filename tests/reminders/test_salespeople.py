"""Copies of reminders for the salesperson: one that cannot be written to is said."""

import pytest

from app.adapters.database import transaction
from app.auth.queries import client_timeline, timeline
from app.auth.tables import User
from app.messages.actions import note_bounce, send_due, trust
from app.messages.tables import Message
from app.reminders import queries
from app.reminders.tables import Reminder
from tests.cast import AMIN, ODILE, at, browser, open_shop, regie, signed_in
from tests.contracts.stories import lift
from tests.reminders.story import MONDAY, late, left, proposed
from tests.reminders.test_step_hours import set_step
from tests.servers import SmtpSink


async def looked_after(smtp_url: str = "") -> int:
    """The Régie, of whom Amin is the salesperson and whose second step is copied to him."""
    await open_shop(smtp_url=smtp_url)
    await set_step(2, is_automatic=True, copies_salesperson=True)
    confluence = await regie()
    amin = await User.select(User.id).where(User.email == AMIN).first()
    assert amin
    await lift(confluence, start_on="2027-01-01", salesperson_id=amin["id"], on="2026-11-02")
    return confluence


async def copies() -> list[tuple[str, str]]:
    rows = await Message.select(Message.to_address, Message.state).where(
        Message.cause_kind == "reminder_copy"
    )
    return [(row["to_address"], row["state"]) for row in rows]


@pytest.mark.parametrize("address", ["amin@atelier", "amin..d@atelier.test", "amin"])
async def test_an_address_that_is_none_is_said_on_both_timelines_and_the_client_still_written_to(
    database: None, address: str
) -> None:
    confluence = await looked_after()
    await User.update({User.email: address}).where(User.email == AMIN)
    await late(confluence)
    await proposed()
    assert [to for to, _ in await left(at(MONDAY, 9))] == ["compta@regie-bellecour.test"]
    assert await left(at(MONDAY, 10)) == []
    reminder = await Reminder.select(Reminder.id).first()
    assert reminder and await copies() == []
    acts = await timeline("reminder", reminder["id"])
    assert [each.act for each in acts].count("reminder.copy_missed") == 1
    assert "reminder.copy_missed" in [each.act for each in await client_timeline(confluence)]
    async with browser() as odile:
        await signed_in(odile)
        said = f"Pas de copie pour Amin Cherif : on ne peut pas écrire à « {address} »"
        for path in (f"/reminders/{reminder['id']}", f"/clients/{confluence}"):
            page = (await odile.get(path)).text.replace("\u00a0", " ")
            assert said in page, path


async def test_an_address_that_refused_a_copy_is_shown_and_asked_about(
    database: None, smtp_sink: SmtpSink
) -> None:
    confluence = await looked_after(smtp_sink.url)
    await late(confluence, due="2026-11-10")
    await proposed()
    await left(at(MONDAY, 9))
    assert await copies() == [(AMIN, "waiting")]
    await Message.update({Message.state: "cancelled"}).where(Message.cause_kind == "reminder")
    smtp_sink.mode = "refuse"
    assert (await send_due(at=at(MONDAY, 9))).failed == 1
    assert await copies() == [(AMIN, "failed")]
    (one,) = await queries.refused_addresses()
    assert (one.client_id, one.name, one.address) == (None, "Amin Cherif", AMIN)
    reminder = await Reminder.select(Reminder.id).first()
    assert reminder
    async with browser() as odile:
        await signed_in(odile)
        page = (await odile.get(f"/reminders/{reminder['id']}")).text
        assert "En copie à" in page and AMIN in page and "non remise" in page
        desk = (await odile.get("/reminders")).text.replace("\u00a0", " ")
        assert "Une adresse refuse vos messages" in desk and "Amin Cherif" in desk
        assert "/clients/None" not in desk


async def test_once_marked_the_next_copy_is_missed_in_words_and_once_trusted_it_leaves(
    database: None,
) -> None:
    confluence = await looked_after()
    await set_step(3, is_automatic=True, copies_salesperson=True)
    async with transaction() as tx:
        said = "550 5.1.1 no such mailbox"
        await note_bounce(tx, AMIN.upper(), said, message_id=None, at=at(MONDAY, 7))
    await late(confluence)
    await proposed()
    assert len(await left(at(MONDAY, 9))) == 1
    assert await copies() == []
    (act,) = [
        each for each in await client_timeline(confluence) if each.act == "reminder.copy_missed"
    ]
    assert act.detail == {"name": "Amin Cherif", "to": AMIN, "said": said}
    assert await trust(AMIN, at=at(MONDAY, 11), by=ODILE)
    await late(confluence, due="2026-11-01")
    await proposed("2026-12-07")
    assert len(await left(at("2026-12-07", 9))) == 1
    assert [to for to, _ in await copies()] == [AMIN]
