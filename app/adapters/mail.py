"""Sending by SMTP (aiosmtplib): what went, what did not, and what may have gone.

Three ways to fail, since each asks for something else: Temporary (try again), Permanent (somebody
must do something first), Uncertain (the server had the whole message when the line broke).
"""

import asyncio
import base64
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from app.adapters.database import refuse_in_transaction
from app.adapters.letters import Envelope, compose, plain

_START = 354
_GREETING_SECONDS = 5.0
_LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError, TimeoutError)
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. `is_tls`: encrypted from the first byte; otherwise STARTTLS when
    the server offers it, and nothing at all is sent without it when there is a password."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    connect_seconds: float = 10.0
    whole_seconds: float = 60.0


class MailError(Exception):
    """`str()` is the server's words, or what happened; never a password. `is_server`: the fault is
    of the server or of how we reach it, not of this message."""

    def __init__(self, said: str, is_server: bool = False) -> None:
        super().__init__(said)
        self.is_server = is_server


class Temporary(MailError):
    """It has not gone; trying again later may help."""


class Permanent(MailError):
    """It has not gone and will not go as it is."""


class Uncertain(MailError):
    """The server was given the whole message and never answered: it may have gone."""


async def send(server: MailServer, envelope: Envelope) -> None:
    """Hand one message over; Temporary, Permanent or Uncertain when that did not work."""
    async with connection(server) as line:
        await line.send(envelope)


@asynccontextmanager
async def connection(server: MailServer) -> AsyncIterator["Line"]:
    """A line to the server for several messages: opened by the first, opened again when lost."""
    line = Line(server)
    try:
        yield line
    finally:
        await line.close()


class Line:
    """A connection to a mail server, used by one message at a time."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: SMTP | None = None
        self._is_clean = False
        self._is_delivering = False

    async def send(self, envelope: Envelope) -> None:
        """Hand one message over; see the errors of this module. Refused inside a transaction."""
        refuse_in_transaction("a message is sent")
        try:
            content = compose(envelope)
        except (ValueError, UnicodeError) as problem:
            raise Permanent(str(problem)) from None
        self._is_delivering = False
        try:
            async with asyncio.timeout(self.server.whole_seconds):
                await self._hand_over(envelope, content)
        except TimeoutError:
            self._drop()
            said = f"no answer within {self.server.whole_seconds:g} s"
            raise (Uncertain(said) if self._is_delivering else Temporary(said, True)) from None
        except asyncio.CancelledError:
            self._drop()
            raise

    async def close(self) -> None:
        """Say goodbye, without insisting."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None and smtp.is_connected:
            with suppress(SMTPException, OSError, TimeoutError):
                await smtp.quit(timeout=_GREETING_SECONDS)

    async def _hand_over(self, envelope: Envelope, content: bytes) -> None:
        is_kept = self._smtp is not None
        try:
            smtp = await self._announced(envelope)
        except MailError as problem:
            if not (is_kept and problem.is_server):
                raise
            # The server had left, or had enough of this connection: once more on a new one.
            self._drop()
            smtp = await self._announced(envelope)
        await self._deliver(smtp, content)
        self._is_clean = True

    async def _announced(self, envelope: Envelope) -> SMTP:
        """A connection on which the server waits for the message itself."""
        smtp = await self._connected()
        self._is_clean = False
        try:
            await self._announce(smtp, envelope)
        except SMTPResponseException as refusal:
            raise self._judged(refusal.code, refusal.message) from None
        except (*_LOST, SMTPException) as problem:
            self._drop()
            raise Temporary(self._words(problem), True) from None
        return smtp

    async def _connected(self) -> SMTP:
        """A greeted and signed-in connection that has forgotten what was refused before."""
        if self._smtp is not None and self._smtp.is_connected:
            if self._is_clean:
                return self._smtp
            with suppress(*_LOST, SMTPException):
                if (await self._smtp.rset(timeout=_GREETING_SECONDS)).code == 250:
                    return self._smtp
        self._drop()
        self._smtp = await self._connect()
        return self._smtp

    async def _connect(self) -> SMTP:
        server = self.server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=socket.gethostname(),
            timeout=server.connect_seconds,
            use_tls=server.is_tls,
            start_tls=False if server.is_tls else (True if server.password else None),
            tls_context=_tls(server),
            username=server.user or None,
            password=server.password or None,
        )
        try:
            await smtp.connect()
        except ssl.SSLError as problem:
            raise Permanent(f"encryption failed: {problem}", True) from None
        except SMTPResponseException as refusal:
            raise self._judged(refusal.code, refusal.message, True) from None
        except _LOST as problem:
            raise self._unreached(problem) from None
        except SMTPException as problem:
            raise Permanent(self._words(problem), True) from None
        smtp.timeout = server.whole_seconds
        return smtp

    def _unreached(self, problem: BaseException) -> MailError:
        cause = problem.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Permanent(f"encryption failed: {cause.verify_message}", True)
        return Temporary(self._words(problem), True)

    async def _announce(self, smtp: SMTP, envelope: Envelope) -> None:
        """Everything before the message itself: up to here it has surely not gone."""
        await smtp.mail(plain(envelope.sender))
        for recipient in envelope.recipients:
            await smtp.rcpt(recipient)
        response = await smtp.execute_command(b"DATA")
        if response.code != _START:
            raise aiosmtplib.SMTPDataError(response.code, response.message)

    async def _deliver(self, smtp: SMTP, content: bytes) -> None:
        """The message: from here on, a broken line leaves it open whether it has gone."""
        protocol = smtp.protocol
        if protocol is None:
            raise Temporary("the connection was lost", True)
        self._is_delivering = True
        try:
            protocol.write(_DOT.sub(b"..", content) + b".\r\n")
            response = await protocol.read_response()
        except (*_LOST, SMTPException) as problem:
            self._drop()
            raise Uncertain(self._words(problem)) from None
        if response.code // 100 != 2:
            raise self._judged(response.code, response.message)

    def _judged(self, code: int, words: str, is_server: bool = False) -> MailError:
        kind = Permanent if 500 <= code < 600 else Temporary
        if code == 421:
            is_server = True
        return kind(self._scrubbed(f"{code} {words}"), is_server)

    def _words(self, problem: BaseException) -> str:
        return self._scrubbed(str(problem) or type(problem).__name__)

    def _scrubbed(self, words: str) -> str:
        """A server may echo what it was sent: the password never reaches a log or a page."""
        secret = self.server.password
        if secret:
            coded = base64.b64encode(secret.encode()).decode()
            words = words.replace(secret, "…").replace(coded, "…")
        return " ".join(words.split())[:500]

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _tls(server: MailServer) -> ssl.SSLContext:
    """A certificate is checked whenever encryption is asked for. Without a password STARTTLS is a
    gain over nothing, which a wrong certificate must not take away."""
    context = ssl.create_default_context()
    if not server.is_tls and not server.password:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
