"""The mail server as one address: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote, urlsplit

from app.core.errors import refuse

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class Encryption(StrEnum):
    """How the line to the server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailAccess:
    """The parts of a mail server's address; `password` is never shown."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @property
    def url(self) -> str:
        """The address, its parts escaped."""
        scheme = "smtps" if self.is_tls else "smtp"
        who = quote(self.user, safe="")
        if self.password:
            who += ":" + quote(self.password, safe="")
        return f"{scheme}://{who}{'@' if who else ''}{self.host}:{self.port}"


def mail_access(url: str) -> MailAccess:
    """Take an address apart. Refused: what is not smtp:// or smtps:// with a host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in ("smtp", "smtps"):
        host = ""
    check_host(host)
    is_tls = parts.scheme == "smtps"
    return MailAccess(
        host=host,
        port=port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )


def check_host(host: str) -> None:
    """Refused: what cannot be the name or the IPv4 address of a server."""
    if not _HOST.fullmatch(host):
        raise refuse(
            "settings.smtp",
            "Write the server like smtp.example.fr, without user or password.",
            "smtp_host",
        )
