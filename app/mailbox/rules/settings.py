"""The mailbox as it is set, judged."""

import ipaddress
import re
from dataclasses import dataclass, field
from datetime import datetime

from app.core.errors import Finding, Refused, finding
from app.settings.rules import check_host

_SERVER = re.compile(r"[A-Za-z0-9._-]{1,250}")
SECURITIES = {"tls": 993, "starttls": 143, "none": 143}


@dataclass(frozen=True)
class Settings:
    """How the mailbox is reached; the password is never shown. `receiver` is the server whose
    Authentication-Results say who wrote ("": nobody's are believed)."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    receiver: str = ""


@dataclass(frozen=True)
class Found:
    """What a trial saw: letters in the folder, and of the newest that were `looked` at, answers of
    clients, letters that came back, automatic replies; the others are nobody's business.
    `receiver` is the server that most often says, first of all, who wrote, in `signed` of them."""

    count: int
    looked: int
    answers: int
    returned: int
    automatic: int
    newest_at: datetime | None = None
    receiver: str = ""
    signed: int = 0

    @property
    def others(self) -> int:
        return self.looked - self.answers - self.returned - self.automatic


def check(settings: Settings) -> None:
    """Refused: what is no host, no user, no folder, a receiving server that is no name; a
    password in clear over a network."""
    check_host(settings.host)
    found: list[Finding] = []
    if not settings.user:
        found.append(finding("form.missing", "This must be filled in.", "user"))
    if not settings.password:
        found.append(finding("form.missing", "This must be filled in.", "password"))
    if settings.receiver and not _SERVER.fullmatch(settings.receiver):
        found.append(
            finding("mailbox.receiver", "A name like mx.example.fr, in one word.", "receiver")
        )
    if settings.security == "none" and not _is_here(settings.host):
        found.append(
            finding(
                "mailbox.clear",
                "Without encryption your password would travel in clear: only a server on this"
                " machine (127.0.0.1) may do without.",
                "security",
            )
        )
    if found:
        raise Refused(found)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
