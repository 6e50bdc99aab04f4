"""Mail against real sockets: servers that refuse, wait, lie or vanish."""

import asyncio
import base64
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from app.adapters.letters import Envelope, File, compose
from app.adapters.mail import (
    MailServer,
    Permanent,
    Temporary,
    Uncertain,
    connection,
    send,
)
from tests.cast import at
from tests.servers import SmtpSink, free_port

LETTER = Envelope(
    message_id="<abc@atelier-vauban.test>",
    date=at("2026-11-23", 9),
    sender="bonjour@atelier-vauban.test",
    sender_name="Atelier Vauban",
    to=("compta@regie-bellecour.test",),
    subject="Facture F2026-000418 : 586,20 €",
    text="Bonjour,\n\n100 % réglé ?\n.\n..point\n",
    html="<p>Bonjour</p>",
    cc=("commercial@atelier-vauban.test",),
    reply_to="odile@atelier-vauban.test",
    files=(File("F2026-000418.pdf", "application/pdf", b"%PDF-1.7 ..."),),
)


def server_of(sink: SmtpSink, **changes: object) -> MailServer:
    return MailServer("127.0.0.1", sink.controller.port, **changes)  # type: ignore[arg-type]


async def test_a_letter_arrives_as_it_was_written(smtp_sink: SmtpSink) -> None:
    await send(server_of(smtp_sink), LETTER)
    (letter,) = smtp_sink.messages
    assert letter["X-RcptTo"] == "compta@regie-bellecour.test, commercial@atelier-vauban.test"
    assert letter["Message-ID"] == "<abc@atelier-vauban.test>"
    assert letter["From"] == "Atelier Vauban <bonjour@atelier-vauban.test>"
    assert letter["Reply-To"] == "Atelier Vauban <odile@atelier-vauban.test>"
    assert letter["Subject"] == "Facture F2026-000418 : 586,20 €"
    assert letter["Date"] == "Mon, 23 Nov 2026 09:00:00 +0100"
    text = letter.get_body(("plain",))
    page = letter.get_body(("html",))
    assert text is not None and page is not None
    assert text.get_content().splitlines() == ["Bonjour,", "", "100 % réglé ?", ".", "..point"]
    assert page.get_content().strip() == "<p>Bonjour</p>"
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (
        "F2026-000418.pdf",
        "application/pdf",
    )
    assert file.get_content() == b"%PDF-1.7 ..."


async def test_one_line_serves_many_letters_and_a_refusal_in_between(smtp_sink: SmtpSink) -> None:
    async with connection(server_of(smtp_sink)) as line:
        await line.send(LETTER)
        smtp_sink.mode = "refuse"
        with pytest.raises(Permanent, match="no such mailbox"):
            await line.send(LETTER)
        smtp_sink.mode = "ok"
        await line.send(LETTER)
    assert len(smtp_sink.messages) == 2


async def test_later_is_temporary(smtp_sink: SmtpSink) -> None:
    smtp_sink.mode = "temporary"
    with pytest.raises(Temporary, match="come back later") as problem:
        await send(server_of(smtp_sink), LETTER)
    assert not problem.value.is_server


async def test_a_line_lost_after_the_letter_is_uncertain(smtp_sink: SmtpSink) -> None:
    smtp_sink.mode = "drop"
    with pytest.raises(Uncertain):
        await send(server_of(smtp_sink), LETTER)
    assert len(smtp_sink.messages) == 1


async def test_a_server_that_never_answers_the_letter_is_uncertain(smtp_sink: SmtpSink) -> None:
    smtp_sink.mode, smtp_sink.delay = "slow", 3
    with pytest.raises(Uncertain, match=r"0\.5 s"):
        await send(server_of(smtp_sink, whole_seconds=0.5), LETTER)


async def test_nobody_there_is_temporary() -> None:
    with pytest.raises(Temporary) as problem:
        await send(MailServer("127.0.0.1", free_port()), LETTER)
    assert problem.value.is_server


async def test_a_server_that_does_not_greet_is_temporary() -> None:
    async def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    async with listening(silent) as port:
        with pytest.raises(Temporary) as problem:
            await send(MailServer("127.0.0.1", port, connect_seconds=0.3), LETTER)
    assert problem.value.is_server


async def test_a_line_lost_before_the_letter_is_temporary() -> None:
    async def leaves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while command := await reader.readline():
            if command.startswith(b"DATA"):
                break
            writer.write(b"250 ok\r\n")
        writer.close()

    async with listening(leaves) as port:
        with pytest.raises(Temporary):
            await send(MailServer("127.0.0.1", port), LETTER)


async def test_a_server_that_has_enough_of_a_connection_gets_a_new_one() -> None:
    taken = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        took = 0
        while command := await reader.readline():
            if command.startswith(b"MAIL") and took:
                writer.write(b"421 4.7.0 too many messages on this connection\r\n")
                break
            if command.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                taken.append(await reader.readuntil(b"\r\n.\r\n"))
                took += 1
            writer.write(b"250 ok\r\n")
        writer.close()

    async with listening(once) as port, connection(MailServer("127.0.0.1", port)) as line:
        for _ in range(3):
            await line.send(LETTER)
    assert len(taken) == 3


async def test_a_password_is_never_sent_without_encryption(smtp_sink: SmtpSink) -> None:
    server = server_of(smtp_sink, user="odile", password="très secret")
    with pytest.raises(Permanent) as problem:
        await send(server, LETTER)
    assert problem.value.is_server
    assert "secret" not in str(problem.value) + repr(server)
    assert smtp_sink.attempts == 0


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(silent, certificate(tmp_path)) as port:
        server = MailServer("127.0.0.1", port, user="odile", password="secret", is_tls=True)
        with pytest.raises(Permanent, match="encryption failed") as problem:
            await send(server, LETTER)
    assert problem.value.is_server


async def test_a_server_that_echoes_the_password_does_not_show_it() -> None:
    coded = base64.b64encode(b"tres-secret").decode()

    async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"250 ok\r\n")
        await reader.readline()
        writer.write(f"550 no tres-secret {coded}\r\n".encode())
        await reader.readline()
        writer.close()

    async with listening(echoes) as port:
        line = replace(MailServer("127.0.0.1", port), password="")
        with pytest.raises(Permanent) as problem:
            await send(line, LETTER)
        assert "tres-secret" in str(problem.value)
        async with connection(replace(line, password="tres-secret")) as known:
            assert known._scrubbed(str(problem.value)) == "550 no … …"


@pytest.mark.parametrize(
    "forged",
    [
        {"subject": "Facture\r\nBcc: tous@regie.test"},
        {"subject": "Facture\nBcc: tous@regie.test"},
        {"sender_name": "Atelier\r\nBcc: tous@regie.test"},
        {"to": ("a@regie.test\r\nBcc: tous@regie.test",)},
        {"reply_to": "a@regie.test\nX: y"},
        {"message_id": "<a@b>\r\nX: y"},
        {"files": (File("a\r\nX: y.pdf", "application/pdf", b""),)},
    ],
)
async def test_a_forged_header_never_leaves(smtp_sink: SmtpSink, forged: dict[str, object]) -> None:
    with pytest.raises(Permanent):
        await send(server_of(smtp_sink), replace(LETTER, **forged))  # type: ignore[arg-type]
    assert smtp_sink.attempts == 0


async def test_accents_in_a_domain_and_seven_bits_only() -> None:
    letter = replace(LETTER, to=("compta@régie.test",), files=())
    raw = compose(letter)
    assert letter.recipients[0] == "compta@xn--rgie-bpa.test"
    assert max(raw) < 128
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    parsed = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
    assert parsed["To"] == "compta@xn--rgie-bpa.test"


async def test_a_huge_attachment_goes_through_or_is_refused(smtp_sink: SmtpSink) -> None:
    five = File("plan.pdf", "application/pdf", bytes(5_000_000))
    await send(server_of(smtp_sink), replace(LETTER, files=(five,)))
    (letter,) = smtp_sink.messages
    assert len(next(letter.iter_attachments()).get_content()) == 5_000_000
    # The sink takes 33 554 432 bytes, as it says in its greeting; base64 makes 40 MB of 30.
    thirty = File("plan.pdf", "application/pdf", bytes(30_000_000))
    with pytest.raises(Permanent, match="552"):
        await send(server_of(smtp_sink), replace(LETTER, files=(thirty,)))


@asynccontextmanager
async def listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    context: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """A server of our own on a free port; what it still does at the end is cut short."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate made for the occasion, signed by nobody."""
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key -out cert"
    subprocess.run(["openssl", *made.split()], check=True, cwd=folder, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context
