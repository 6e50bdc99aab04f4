"""The Atelier with a mailbox: letters that left, answers that arrive, readings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from app.disputes.queries import AnswerView, open_answers
from app.mailbox import actions
from app.mailbox.actions import Reading
from app.mailbox.rules import Settings
from app.messages.actions import send_due
from app.messages.tables import Message
from tests.cast import ODILE, at, open_shop
from tests.mailbox.server import PASSWORD, USER, ImapServer, listening
from tests.messages.letters import owe
from tests.servers import SmtpSink

MONDAY = "2026-11-23"
START = at(MONDAY, 8)
TEN = at(MONDAY, 10)


def settings_of(server: ImapServer, **changes: str) -> Settings:
    values = {"password": PASSWORD, "folder": "INBOX", "receiver": ""} | changes
    return Settings("127.0.0.1", server.port, "none", USER, **values)


@asynccontextmanager
async def atelier(sink: SmtpSink | None = None) -> AsyncIterator[ImapServer]:
    """The shop, and its mailbox with a letter of before, read since Monday at eight."""
    await open_shop(smtp_url=sink.url if sink else "")
    async with listening(ImapServer()) as server:
        server.put(b"From: compta@regie-bellecour.test\r\n\r\nAncien", at("2026-11-20"))
        await actions.set_up(settings_of(server), at=START, by=ODILE)
        assert await actions.read(at=START) == Reading()
        yield server


async def written(client_id: int | None = None, key: str = "m:1", **more: object) -> str:
    """A letter that left at nine; its Message-ID."""
    message_id = await owe(key, client_id=client_id, **more)
    await send_due(at=at(MONDAY, 9))
    row = await Message.select(Message.message_id).where(Message.id == message_id).first()
    assert row
    return str(row["message_id"])


async def read(moment: datetime = TEN) -> Reading:
    return await actions.read(at=moment)


async def answers() -> list[AnswerView]:
    return await open_answers(TEN.date())
