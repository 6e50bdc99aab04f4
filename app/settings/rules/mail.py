"""The mail server as one address: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS)."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from app.core.errors import refuse


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
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise refuse(
            "settings.smtp",
            "Write the server like smtp.example.fr, without user or password.",
            "smtp_host",
        )
    is_tls = parts.scheme == "smtps"
    return MailAccess(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )
