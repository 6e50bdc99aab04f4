"""Sending: once, complete, in order; each way to fail ends somewhere and is told."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.adapters import files
from app.adapters.database import transaction
from app.auth.queries import timeline
from app.config import config
from app.core.errors import Refused
from app.messages.actions import (
    attach,
    hold_back,
    mark_sent,
    resend,
    retry,
    send_due,
)
from app.messages.jobs import send_messages
from app.messages.queries import CHECKS, counts, message, needing_someone, of_cause
from app.messages.rules import SendSummary, State, Wanted
from app.messages.tables import Message
from tests.cast import AMIN, open_shop
from tests.messages.letters import NINE, after, owe, state_of, states, use
from tests.servers import SmtpSink, free_port

PDF = Wanted("invoice", 7, "F2026-000418.pdf", "application/pdf")


async def findings() -> list[str]:
    return [str(line) for _, check in CHECKS for line in await check()]


async def test_a_message_goes_once_and_says_so(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    message_id = await owe(text="50 % maintenant\n.\nMerci", cc="amin@atelier-vauban.test")
    assert message_id
    assert await send_due(at=after(minutes=1)) == SendSummary(sent=1)
    assert await send_due(at=after(minutes=2)) == SendSummary()
    (letter,) = smtp_sink.messages
    assert letter["From"] == "Atelier Vauban <bonjour@atelier-vauban.test>"
    assert letter["X-RcptTo"] == "compta@regie-bellecour.test, amin@atelier-vauban.test"
    assert letter.get_content().splitlines() == ["50 % maintenant", ".", "Merci"]
    view = await message(message_id)
    assert (view.state, view.sent_at) == (State.SENT, after(minutes=1))
    assert letter["Message-ID"] == (await Message.objects().first()).message_id  # type: ignore[union-attr]
    assert [item.act for item in await timeline("message", message_id)] == ["message.sent"]
    assert await findings() == []


async def test_without_a_mail_server_messages_wait(database: None) -> None:
    await open_shop()
    message_id = await owe()
    assert await send_due(at=NINE) == SendSummary()
    assert await state_of(message_id) == "waiting"


async def test_before_the_set_up_a_mail_server_of_the_environment_is_no_failure(
    database: None, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", smtp_sink.url)
    config.cache_clear()
    try:
        assert await send_due(at=NINE) == SendSummary()
    finally:
        monkeypatch.undo()
        config.cache_clear()


async def test_the_environment_comes_before_the_settings(
    database: None, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("SMTP_URL", smtp_sink.url)
    config.cache_clear()
    try:
        await owe()
        assert (await send_due(at=NINE)).sent == 1
    finally:
        monkeypatch.undo()
        config.cache_clear()


async def test_only_complete_messages_go(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    await owe("with", attachments=[PDF])
    await owe("without")
    assert (await send_due(at=NINE)).sent == 1
    sha256 = files.store(b"%PDF une facture")
    async with transaction() as tx:
        await attach(tx, subject_kind="invoice", subject_id=7, sha256=sha256)
    assert (await send_due(at=NINE)).sent == 1
    (file,) = smtp_sink.messages[1].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("F2026-000418.pdf", b"%PDF une facture")


async def test_a_message_is_held_until_its_hour(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    await owe(not_before=after(hours=3))
    assert await send_due(at=after(hours=2, minutes=59)) == SendSummary()
    assert (await send_due(at=after(hours=3))).sent == 1


async def test_a_refusal_is_told_in_the_servers_words_and_the_address_corrected(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    smtp_sink.mode = "refuse"
    message_id = await owe()
    assert message_id
    assert await send_due(at=NINE) == SendSummary(failed=1)
    view = await message(message_id)
    assert (view.state, view.error) == (State.FAILED, "550 5.1.1 no such mailbox")
    assert await needing_someone() == 1
    assert await send_due(at=after(hours=9)) == SendSummary()

    smtp_sink.mode = "ok"
    with pytest.raises(Refused):
        await retry(message_id, at=after(minutes=5), by=AMIN, to="pas une adresse")
    await retry(message_id, at=after(minutes=5), by=AMIN, to="factures@regie-bellecour.test")
    assert await send_due(at=after(minutes=5)) == SendSummary(sent=1)
    assert smtp_sink.recipients == ["factures@regie-bellecour.test"]
    with pytest.raises(Refused):
        await retry(message_id, at=after(minutes=6), by=AMIN)


async def test_a_refusal_holds_up_nobody(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    await owe("a", to="a@regie.test\u002ctest@regie.test")
    await owe("b", attachments=[Wanted("x", 1, "x.pdf", "application/pdf", "00" * 32)])
    await owe("c")
    assert await send_due(at=NINE) == SendSummary(sent=2, failed=1)
    assert await states() == ["sent", "failed", "sent"]


async def test_later_means_after_1_5_15_60_240_minutes_and_then_it_has_failed(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    smtp_sink.mode = "temporary"
    message_id = await owe()
    assert message_id
    now = NINE
    for wait in (1, 5, 15, 60, 240):
        assert await send_due(at=now) == SendSummary(retried=1)
        assert await send_due(at=now + timedelta(minutes=wait, seconds=-1)) == SendSummary()
        now += timedelta(minutes=wait)
    assert await send_due(at=now) == SendSummary(failed=1)
    view = await message(message_id)
    assert (view.attempts, view.error) == (6, "451 4.3.0 come back later")
    smtp_sink.mode = "ok"
    await retry(message_id, at=now, by=AMIN)
    assert await send_due(at=now) == SendSummary(sent=1)


async def test_a_server_that_is_away_costs_no_message_its_tries(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    for key in "abc":
        await owe(key)
    for hour in range(24):
        assert await send_due(at=after(hours=hour)) == SendSummary(retried=1)
    assert await states() == ["waiting"] * 3
    (away, *_) = [row for row in await of_cause("invoice", 7) if row.error]
    assert "Connect call failed" in away.error
    await use(smtp_sink)
    assert await send_due(at=after(hours=24)) == SendSummary(sent=3)


async def test_a_wrong_password_stops_the_round_and_burns_nothing(
    database: None, smtp_sink: SmtpSink
) -> None:
    where = smtp_sink.url.replace("smtp://", "smtp://odile:tr%C3%A8s%20secret@")
    await open_shop(smtp_url=where)
    await owe("a")
    await owe("b")
    # The sink offers no encryption: the password stays here.
    assert await send_due(at=NINE) == SendSummary(retried=1)
    assert await states() == ["waiting", "waiting"]
    (row, _) = await Message.select(Message.error).order_by(Message.id)
    assert "STARTTLS" in row["error"] and "secret" not in row["error"]


async def test_what_may_have_gone_waits_for_a_person(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    smtp_sink.mode = "drop"
    one, two = await owe("a"), await owe("b")
    assert one and two
    assert await send_due(at=NINE) == SendSummary(uncertain=2)
    smtp_sink.mode = "ok"
    assert await send_due(at=after(days=3)) == SendSummary()

    await resend(one, at=after(days=3), by=AMIN)
    await mark_sent(two, at=after(days=3), by=AMIN)
    assert await send_due(at=after(days=3)) == SendSummary(sent=1)
    assert await states() == ["sent", "sent"]
    assert len(smtp_sink.messages) == 3
    assert smtp_sink.messages[2]["Message-ID"] == smtp_sink.messages[0]["Message-ID"]
    for decide in (resend, mark_sent):
        with pytest.raises(Refused):
            await decide(one, at=after(days=3), by=AMIN)


async def test_a_message_held_back_never_goes(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    message_id = await owe()
    assert message_id
    await hold_back(message_id, at=NINE, by=AMIN)
    assert await send_due(at=after(hours=1)) == SendSummary()
    with pytest.raises(Refused):
        await hold_back(message_id, at=NINE, by=AMIN)
    assert (await counts())[State.CANCELLED] == 1


async def test_a_file_that_is_gone_fails_with_a_sentence(
    database: None, smtp_sink: SmtpSink
) -> None:
    await open_shop()
    await use(smtp_sink)
    sha256 = files.store(b"%PDF une facture")
    message_id = await owe(
        attachments=[Wanted("invoice", 7, "F2026-000418.pdf", "application/pdf", sha256)]
    )
    assert message_id
    (config().files_dir / sha256[:2] / sha256[2:]).unlink()
    assert await findings() == ["attachment 1 of message 1: F2026-000418.pdf is missing"]
    assert await send_due(at=NINE) == SendSummary(failed=1)
    assert "missing" in (await message(message_id)).error
    files.store(b"%PDF une facture")
    await retry(message_id, at=NINE, by=AMIN)
    assert await send_due(at=NINE) == SendSummary(sent=1)


async def test_two_workers_send_each_message_once(database: None, smtp_sink: SmtpSink) -> None:
    await open_shop()
    await use(smtp_sink)
    for n in range(60):
        await owe(f"invoice:{n}", to=f"client{n}@regie.test")
    one, two = await asyncio.gather(send_due(at=NINE), send_due(at=NINE))
    assert one.sent + two.sent == 60
    assert sorted(smtp_sink.recipients) == sorted(f"client{n}@regie.test" for n in range(60))


async def test_a_process_hands_over_one_letter_at_a_time(database: None) -> None:
    """A tick, a nudge and one more: their work is done by the first, over one connection."""
    sink = Greeted()
    sink.controller.start()
    try:
        await open_shop()
        await use(sink)
        for n in range(50):
            await owe(f"invoice:{n}")
        await asyncio.gather(send_messages({}), send_messages({}), send_messages({}))
        assert (sink.greeted, len(sink.messages)) == (1, 50)
        await owe("invoice:50")
        await send_messages({})
        assert len(sink.messages) == 51
    finally:
        sink.controller.stop()


class Greeted(SmtpSink):
    """Counts who says hello."""

    greeted = 0

    async def handle_EHLO(
        self, server: object, session: Any, envelope: object, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses
