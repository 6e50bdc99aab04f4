"""What goes wrong between us and a mailbox: nothing is lost or comes twice, and it is said."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.adapters import imap
from app.adapters.imap import MailboxAccess, MailboxError, Security
from app.config import ROOT
from app.core.errors import Refused
from app.disputes.tables import ClientAnswer
from app.mailbox import actions, queries
from app.mailbox.rules import Settings
from app.mailbox.tables import MailboxLetter
from tests.cast import ODILE, at, regie
from tests.disputes.story import failing
from tests.mailbox.letters import reply
from tests.mailbox.server import PASSWORD, USER, ImapServer, listening
from tests.mailbox.story import MONDAY, TEN, answers, atelier, read, settings_of
from tests.servers import free_port

_READER = """
import asyncio
from app.adapters.database import open_engine, close_engine
from app.mailbox.actions import read
from tests.cast import at

async def main():
    await open_engine()
    print("ready", flush=True)
    print((await read(at=at("2026-11-23", 10))).answers)
    await close_engine()

asyncio.run(main())
"""


async def test_a_server_that_is_away_is_said_and_read_when_it_is_back(database: None) -> None:
    async with atelier() as server:
        await regie()
        server.put(reply(""), TEN)
    done = await read()
    box = await queries.mailbox()
    assert done.error and box and box.error == done.error and box.last_uid == 1
    async with listening(server):
        assert (await read(at(MONDAY, 11))).answers == 1
    box = await queries.mailbox()
    assert box and box.error == "" and box.read_at == at(MONDAY, 11)


async def test_a_wrong_password_is_told_without_the_password(database: None) -> None:
    async with atelier() as server:
        server.refuses = True
        done = await read()
        with pytest.raises(Refused) as refused:
            await actions.look_into(settings_of(server))
    assert "AUTHENTICATIONFAILED" in done.error and PASSWORD not in done.error
    said = str(refused.value.findings[0].facts["said"])
    assert "AUTHENTICATIONFAILED" in said and PASSWORD not in said


async def test_a_line_that_is_lost_leaves_what_was_not_read_for_the_next_time(
    database: None,
) -> None:
    async with atelier() as server:
        await regie()
        for n in range(3):
            server.put(reply("", f"Mot {n}", id=f"<{n}@x>"), TEN)
        server.loses_at = 3
        assert (await read()).error
        server.loses_at = 0
        assert (await read()).answers == 3
    assert sorted(each.text for each in await answers()) == ["Mot 0", "Mot 1", "Mot 2"]


async def test_a_failure_while_a_letter_is_kept_keeps_nothing_and_it_is_read_again(
    database: None,
) -> None:
    async with atelier() as server:
        await regie()
        server.put(reply(""), TEN)
        async with failing("mailbox_letter", "TRUE"):
            with pytest.raises(Exception, match="the power went"):
                await read()
        box = await queries.mailbox()
        assert await ClientAnswer.count() == 0 and box and box.last_uid == 1
        assert (await read()).answers == 1
    assert await ClientAnswer.count() == await MailboxLetter.count() == 1


@pytest.mark.slow
async def test_killed_at_random_moments_each_letter_is_kept_once(database: None) -> None:
    async with atelier() as server:
        await regie()
        for n in range(40):
            server.put(reply("", f"Mot {n}", id=f"<{n}@x>"), TEN)
        for patience in (0.01, 0.03, 0.06, 0.1, 0.15):
            async with reader() as process:
                await asyncio.sleep(patience)
                process.kill()
        await read()
        await read()
    texts = [row["text"] for row in await ClientAnswer.select(ClientAnswer.text)]
    assert sorted(texts) == sorted(f"Mot {n}" for n in range(40))


@pytest.mark.slow
async def test_two_readers_at_once_keep_each_letter_once(database: None) -> None:
    async with atelier() as server:
        await regie()
        for n in range(30):
            server.put(reply("", f"Mot {n}", id=f"<{n}@x>"), TEN)
        async with reader() as one, reader() as two:
            for process in (one, two):
                await asyncio.to_thread(process.wait, 60)
        await read()
    assert await ClientAnswer.count() == await MailboxLetter.count() == 30


async def test_a_server_that_sends_more_than_it_was_asked_for(database: None) -> None:
    async with atelier() as server:
        await regie()
        server.is_blunt = True
        server.put(reply("").replace(b"Bonjour", b"Bonjour" + b" x" * 1_000_000), TEN)
        assert (await read()).answers == 1


async def test_another_folder_set_while_it_is_read_takes_nothing_of_the_first(
    database: None,
) -> None:
    async with atelier() as server:
        await regie()
        box = await queries.mailbox()
        assert box
        place, _ = await imap.fetch(queries.access(box.settings), box.validity or 0, 0, TEN, 9)
        server.folder = "Autre"
        await actions.set_up(settings_of(server, folder="Autre"), at=TEN, by=ODILE)
        assert place.validity == server.validity
        assert await read() == actions.Reading()
    fresh = await queries.mailbox()
    assert fresh and fresh.last_uid == 1 and fresh.settings.folder == "Autre"


async def test_a_password_of_another_alphabet_signs_in(database: None) -> None:
    async with listening(ImapServer()) as server:
        with pytest.raises(MailboxError, match="AUTHENTICATIONFAILED"):
            await imap.look(access(server, password="mot de passé"))
        assert b"AUTHENTICATE" in server.asked


async def test_a_server_without_encryption_is_refused_where_it_is_asked_for() -> None:
    async with listening(ImapServer()) as server:
        for security in (Security.TLS, Security.STARTTLS):
            with pytest.raises(MailboxError):
                await imap.look(access(server, security=security))
        assert b"LOGIN" not in server.asked


async def test_nothing_in_clear_over_a_network(database: None) -> None:
    for host, is_here in (("imap.orange.test", False), ("192.168.1.2", False), ("::1", False)):
        with pytest.raises(Refused):
            await actions.set_up(Settings(host, 143, "none", USER, PASSWORD), at=TEN, by=ODILE)
        assert not is_here
    assert await queries.mailbox() is None


async def test_a_folder_that_is_none_is_told_in_the_server_s_words() -> None:
    async with listening(ImapServer()) as server:
        with pytest.raises(MailboxError, match="no such folder"):
            await imap.look(access(server, folder="Rien"))


async def test_nobody_there() -> None:
    with pytest.raises(MailboxError):
        await imap.look(MailboxAccess("127.0.0.1", free_port(), USER, PASSWORD, Security.NONE))


def access(server: ImapServer, **changes: object) -> MailboxAccess:
    values: dict[str, object] = {"password": PASSWORD, "security": Security.NONE, "seconds": 2.0}
    return MailboxAccess("127.0.0.1", server.port, USER, **(values | changes))  # type: ignore[arg-type]


@asynccontextmanager
async def reader() -> AsyncIterator["subprocess.Popen[bytes]"]:
    """Another process that reads the mailbox."""
    process = subprocess.Popen(
        [sys.executable, "-c", _READER],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        await asyncio.to_thread(process.stdout.readline)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
