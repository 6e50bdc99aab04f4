"""A small IMAP server with one mailbox, that can be away, refuse, lose its line or lie."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

USER, PASSWORD = "odile@atelier-vauban.test", 'se"cr\\et'
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')
_CHANGES = (b"STORE", b"COPY", b"MOVE", b"APPEND", b"EXPUNGE", b"DELETE", b"SELECT", b"CLOSE")


@dataclass
class ImapServer:
    """What is in its mailbox, what it was asked, and what it does wrong."""

    port: int = 0
    folder: str = "INBOX"
    validity: int = 1_700_000_000
    letters: dict[int, tuple[datetime, bytes]] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    refuses: bool = False
    loses_at: int = 0
    is_blunt: bool = False
    sent: int = 0

    def put(self, data: bytes, at: datetime) -> int:
        """A letter arrives."""
        uid = max(self.letters, default=0) + 1
        self.letters[uid] = (at, data)
        return uid

    def number_anew(self, validity: int) -> None:
        """The folder is restored from a backup: other numbers, the same letters."""
        self.validity = validity
        kept = list(self.letters.values())
        self.letters = {n * 10: each for n, each in enumerate(kept, 1)}

    @property
    def changes(self) -> list[bytes]:
        """The commands that would have changed something."""
        return [
            each
            for each in self.asked
            if each.split()[0] in _CHANGES or b"(BODY[" in each or b" BODY[" in each
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK IMAP4rev1 ready\r\n")
        try:
            while line := (await reader.readline()).strip():
                tag, _, command = line.partition(b" ")
                if not await self._answer(tag, command, reader, writer):
                    break
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _answer(
        self, tag: bytes, command: bytes, reader: asyncio.StreamReader, out: asyncio.StreamWriter
    ) -> bool:
        words = [
            re.sub(rb"\\(.)", rb"\1", quoted) if quoted or not plain else plain
            for quoted, plain in _TOKEN.findall(command)
        ]
        name = words[0].upper()
        if name == b"UID":
            name, words = words[1].upper(), words[1:]
        secret = name in (b"LOGIN", b"AUTHENTICATE")
        self.asked.append(name if secret else command.removeprefix(b"UID "))
        said = b"OK done"
        if name == b"CAPABILITY":
            out.write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
        elif name == b"LOGIN":
            said = self._login(words[1].decode(), words[2].decode())
        elif name == b"AUTHENTICATE":
            out.write(b"+ \r\n")
            await out.drain()
            _, user, password = base64.b64decode(await reader.readline()).split(b"\0")
            said = self._login(user.decode(), password.decode())
        elif name == b"EXAMINE":
            said = self._examine(words[1].decode(), out)
        elif name == b"SEARCH":
            out.write(b"* SEARCH" + b"".join(b" %d" % uid for uid in self._search(words)) + b"\r\n")
        elif name == b"FETCH":
            if self.loses_at == int(words[1]):
                return False
            self._fetch(int(words[1]), out)
        elif name == b"LOGOUT":
            out.write(b"* BYE\r\n")
        out.write(tag + b" " + said + b"\r\n")
        return name != b"LOGOUT"

    def _login(self, user: str, password: str) -> bytes:
        if self.refuses or (user, password) != (USER, PASSWORD):
            return f"NO [AUTHENTICATIONFAILED] no such {password}".encode()
        return b"OK welcome"

    def _examine(self, folder: str, out: asyncio.StreamWriter) -> bytes:
        if folder != self.folder:
            return b"NO no such folder"
        after = max(self.letters, default=0) + 1
        out.write(
            b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n* OK [UIDNEXT %d] ok\r\n"
            % (len(self.letters), self.validity, after)
        )
        return b"OK [READ-ONLY] done"

    def _search(self, words: list[bytes]) -> list[int]:
        uids = sorted(self.letters)
        if words[1] == b"UID":
            first = int(words[2].partition(b":")[0])
            return [uid for uid in uids if uid >= first] or uids[-1:]
        if words[1] == b"SINCE":
            day, month, year = words[2].decode().split("-")
            since = (int(year), _MONTHS.index(month) + 1, int(day))
            return [uid for uid in uids if self.letters[uid][0].timetuple()[:3] >= since]
        return uids

    def _fetch(self, uid: int, out: asyncio.StreamWriter) -> None:
        if uid not in self.letters:
            return
        at, data = self.letters[uid]
        when = f"{at.day:2}-{_MONTHS[at.month - 1]}-{at:%Y %H:%M:%S %z}"
        part = data if self.is_blunt else data[:262_144]
        self.sent += len(part)
        head = f'* 1 FETCH (UID {uid} INTERNALDATE "{when}" RFC822.SIZE {len(data)} BODY[]<0> '
        out.write(head.encode() + b"{%d}\r\n" % len(part) + part + b")\r\n")


@asynccontextmanager
async def listening(server: ImapServer) -> AsyncIterator[ImapServer]:
    """The server at a free port of this machine."""
    line = await asyncio.start_server(server.serve, "127.0.0.1", server.port, limit=1 << 20)
    server.port = line.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        line.close()
