"""A mailbox read by IMAP (imaplib, in a thread): opened to read only, so nothing in it is marked.

Of each letter the first 256 KB are asked for and no more, whatever it carries.
"""

import asyncio
import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.adapters.database import refuse_in_transaction

MOST_BYTES = 262_144
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]{20,30})"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Security(StrEnum):
    """How the line is encrypted; "none" is for a server on this very machine (a bridge)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailboxAccess:
    """Where a mailbox is read."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security = Security.TLS
    folder: str = "INBOX"
    seconds: float = 20.0


class MailboxError(Exception):
    """It could not be read: `str()` is the server's words, or what happened; never a password."""


@dataclass(frozen=True)
class Place:
    """A folder as it stands: its UIDVALIDITY (RFC 3501), the id the next letter will have, how many
    letters it holds."""

    validity: int
    next_uid: int
    count: int


@dataclass(frozen=True)
class Fetched:
    """The beginning of a letter, and when the server received it."""

    uid: int
    size: int
    received_at: datetime | None
    data: bytes


async def look(access: MailboxAccess) -> Place:
    """Open the folder and read nothing."""
    refuse_in_transaction("a mailbox is read")
    return await asyncio.to_thread(_look, access)


async def last(access: MailboxAccess, count: int) -> tuple[Place, list[Fetched]]:
    """The newest letters, the oldest of them first."""
    refuse_in_transaction("a mailbox is read")
    return await asyncio.to_thread(_last, access, count)


async def fetch(
    access: MailboxAccess, validity: int, after: int, since: date, most: int
) -> tuple[Place, list[Fetched]]:
    """At most so many letters with a UID above `after`, in their order. Where the folder's UIDs are
    not those of `validity` any more, letters from the day `since` on, from the first."""
    refuse_in_transaction("a mailbox is read")
    return await asyncio.to_thread(_fetch, access, validity, after, since, most)


def _look(access: MailboxAccess) -> Place:
    with _opened(access) as (_, place):
        return place


def _last(access: MailboxAccess, count: int) -> tuple[Place, list[Fetched]]:
    with _opened(access) as (line, place):
        uids = _found(line, "ALL")[-count:]
        return place, [each for uid in uids for each in _letter(line, uid)]


def _fetch(
    access: MailboxAccess, validity: int, after: int, since: date, most: int
) -> tuple[Place, list[Fetched]]:
    with _opened(access) as (line, place):
        if place.validity != validity:
            day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
            uids = _found(line, f"SINCE {day}")
        else:
            # "n:*" always names the last letter, whatever n is.
            uids = [uid for uid in _found(line, f"UID {after + 1}:*") if uid > after]
        return place, [each for uid in uids[:most] for each in _letter(line, uid)]


@contextmanager
def _opened(access: MailboxAccess) -> Iterator[tuple[imaplib.IMAP4, Place]]:
    line: imaplib.IMAP4 | None = None
    try:
        line = _connected(access)
        yield line, _examined(line, access.folder)
    except (imaplib.IMAP4.error, OSError, UnicodeError, ValueError) as problem:
        raise MailboxError(_words(problem, access)) from None
    finally:
        if line is not None:
            _leave(line)


def _connected(access: MailboxAccess) -> imaplib.IMAP4:
    if access.security is Security.TLS:
        context = ssl.create_default_context()
        line: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            access.host, access.port, ssl_context=context, timeout=access.seconds
        )
    else:
        line = imaplib.IMAP4(access.host, access.port, timeout=access.seconds)
        if access.security is Security.STARTTLS:
            line.starttls(ssl.create_default_context())
    if access.password.isascii() and access.user.isascii():
        line.login(_quoted(access.user), access.password)
    else:
        secret = f"\0{access.user}\0{access.password}".encode()
        line.authenticate("PLAIN", lambda _: secret)
    return line


def _examined(line: imaplib.IMAP4, folder: str) -> Place:
    kind, said = line.select(_quoted(_utf7(folder)), readonly=True)
    if kind != "OK":
        raise ValueError(_text(said))
    validity, after = _number(line, "UIDVALIDITY"), _number(line, "UIDNEXT")
    if validity is None:
        raise ValueError("the server does not number its letters (UIDVALIDITY)")
    count = int(said[0] or 0)
    if after is None:
        after = max(_found(line, "ALL"), default=0) + 1
    return Place(validity, after, count)


def _number(line: imaplib.IMAP4, name: str) -> int | None:
    _, said = line.response(name)
    return int(said[0]) if said and said[0] else None


def _found(line: imaplib.IMAP4, what: str) -> list[int]:
    kind, said = line.uid("SEARCH", what)
    if kind != "OK":
        raise ValueError(_text(said))
    return sorted(int(each) for part in said if part for each in part.split())


def _letter(line: imaplib.IMAP4, uid: int) -> Iterator[Fetched]:
    """The letter; none when it was taken out of the folder meanwhile."""
    wanted = f"(INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{MOST_BYTES}>)"
    kind, said = line.uid("FETCH", str(uid), wanted)
    if kind != "OK":
        raise ValueError(_text(said))
    for part in said:
        if isinstance(part, tuple):
            size = _SIZE.search(part[0])
            data = part[1][:MOST_BYTES]
            yield Fetched(uid, int(size[1]) if size else len(data), _moment(part[0]), data)
            return


def _moment(said: bytes) -> datetime | None:
    found = _RECEIVED.search(said)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(name: str) -> str:
    """The name of a folder as IMAP writes it (modified UTF-7, RFC 3501, 5.1.3)."""

    def coded(match: re.Match[str]) -> str:
        text = base64.b64encode(match[0].encode("utf-16-be")).decode()
        return "&" + text.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", coded, name.replace("&", "&-"))


def _leave(line: imaplib.IMAP4) -> None:
    try:
        line.logout()
    except (imaplib.IMAP4.error, OSError):
        line.shutdown()


def _text(said: Any) -> str:
    return " ".join(each.decode("utf-8", "replace") for each in said if isinstance(each, bytes))


def _words(problem: BaseException, access: MailboxAccess) -> str:
    """What went wrong; a server may echo what it was sent, the password never leaves here."""
    first = problem.args[0] if problem.args else ""
    words = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        words = problem.strerror
    if access.password:
        words = words.replace(access.password, "…")
    return " ".join(words.split())[:300] or type(problem).__name__
