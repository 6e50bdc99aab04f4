"""A reminder that the mail server refused reached nobody: no contact, no notice, no result."""

from datetime import date

import pytest

from app.adapters.database import transaction
from app.lateness.queries.notices import notices_of
from app.messages.actions import decisions, note_returned, send_due
from app.messages.tables import Message
from app.reminders import actions, queries
from app.reminders.queries.desk import last_contacts
from app.reminders.queries.results import asked_by_steps
from app.reminders.rules import ChoiceKind
from tests.cast import ODILE, at, hotel, mme_perrin, open_shop
from tests.reminders.story import MONDAY, D, approved, late, left, proposed
from tests.servers import SmtpSink

FIRM = 3
NEXT = "2026-12-01"


async def refused_on_monday(sink: SmtpSink) -> tuple[int, int]:
    """The hôtel owes since 13 November; the first step of the firm plan is refused on Monday the
    23rd. Thirty days between two messages; (client, message)."""
    await open_shop(smtp_url=sink.url)
    nizier = await hotel()
    await late(nizier, due="2026-11-13")
    await actions.set_gap(FIRM, 30, None, at=at(MONDAY, 7), by=ODILE)
    await actions.choose_plan(ChoiceKind.CLIENT, str(nizier), FIRM, at=at(MONDAY, 7), by=ODILE)
    await proposed()
    await approved()
    assert len(await left(at(MONDAY, 9))) == 1
    sink.mode = "refuse"
    assert (await send_due(at=at(MONDAY, 9))).failed == 1
    sink.mode = "ok"
    row = await Message.select(Message.id).where(Message.cause_kind == "reminder").first()
    assert row
    return nizier, row["id"]


async def test_what_was_refused_is_no_contact_that_holds_the_next_step_back(
    database: None, smtp_sink: SmtpSink
) -> None:
    nizier, _ = await refused_on_monday(smtp_sink)
    assert await last_contacts([nizier]) == {} and await asked_by_steps() == []
    await proposed(NEXT)  # 18 days late: the formal notice, of the 15th day
    (view,) = await queries.open_reminders()
    assert (view.tone, view.channel) == ("formal", "letter")


async def test_sent_again_it_is_one(database: None, smtp_sink: SmtpSink) -> None:
    nizier, message_id = await refused_on_monday(smtp_sink)
    await decisions.retry(message_id, at=at(MONDAY, 10), by=ODILE, to="compta@saint-nizier.test")
    assert (await send_due(at=at(MONDAY, 10))).sent == 1
    assert await last_contacts([nizier]) == {nizier: D(MONDAY)}
    assert len(await asked_by_steps()) == 1
    result = await proposed(NEXT)
    assert [one.reason.code for one in result.held] == ["reminders.recent"]


async def test_held_back_by_a_person_it_is_none(database: None, smtp_sink: SmtpSink) -> None:
    nizier, message_id = await refused_on_monday(smtp_sink)
    await decisions.hold_back(message_id, at=at(MONDAY, 10), by=ODILE)
    assert await last_contacts([nizier]) == {}


@pytest.mark.parametrize("how", ["refused", "came back", "in doubt"])
async def test_a_formal_notice_counts_from_the_day_on_which_the_mail_server_took_it(
    database: None, smtp_sink: SmtpSink, how: str
) -> None:
    """The interest of a consumer runs from the formal notice (Code civil, 1231-6): one that never
    arrived starts nothing. Tuesday's second try does."""
    await open_shop(smtp_url=smtp_sink.url)
    invoice = await late(await mme_perrin(), due="2026-10-20")  # 34 days: the notice of the 30th
    await proposed()
    await approved()
    await left(at(MONDAY, 9))
    assert await notices_of([invoice]) == {}  # it waits in the outbox
    smtp_sink.mode = {"refused": "refuse", "came back": "ok", "in doubt": "drop"}[how]
    await send_due(at=at(MONDAY, 9))
    (row,) = await Message.select(Message.id, Message.state)
    if how == "came back":
        assert await notices_of([invoice]) == {invoice: D(MONDAY)}
        async with transaction() as tx:
            await note_returned(tx, row["id"], "550 5.1.1 unknown", at=at(MONDAY, 11))
    assert await notices_of([invoice]) == {}
    smtp_sink.mode = "ok"
    again = decisions.resend if how == "in doubt" else decisions.retry
    await again(row["id"], at=at("2026-11-24", 9), by=ODILE)
    await send_due(at=at("2026-11-24", 9))
    assert await notices_of([invoice]) == {invoice: date(2026, 11, 24)}
