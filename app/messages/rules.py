"""What a message may be, the states it goes through, and when it is tried again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import N_, refuse

STALE_AFTER = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
_SUBJECT_CHARS = 250
_KEY_CHARS = 120
_LONGEST_ADDRESSES = 254
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?)+"
)


class State(StrEnum):
    """Where a message is; "uncertain" may have gone: a person decides."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Wanted:
    """A file that goes with a message; without a hash, the message waits for `attach`."""

    subject_kind: str
    subject_id: int
    filename: str
    media_type: str
    sha256: str | None = None


@dataclass(frozen=True)
class SendSummary:
    """What a round of sending did, in messages."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    uncertain: int = 0


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a message that failed for the time being is tried again; None after the last try.

    `attempts` counts the tries already made: after 1, 5, 15, 60, 240 minutes, then given up.
    """
    return at + BACK_OFF[attempts - 1] if 0 < attempts <= len(BACK_OFF) else None


def subject_line(text: str) -> str:
    """One line of at most 250 characters; a line break is refused, it could forge a header."""
    if any(ord(char) < 32 or ord(char) in (127, 0x85, 0x2028, 0x2029) for char in text):
        raise refuse(
            "messages.subject", N_("The subject of a message is one line."), field="subject"
        )
    line = text.strip()
    if not line:
        raise refuse("messages.no_subject", N_("The message has no subject."), field="subject")
    return line if len(line) <= _SUBJECT_CHARS else line[: _SUBJECT_CHARS - 1] + "…"


def addresses(text: str, field: str = "to") -> list[str]:
    """The addresses of a list separated by commas or semicolons, each judged.

    Refused: none at all, what is not an address, more than 254 characters in all.
    """
    found = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if not found:
        raise refuse("messages.no_address", N_("There is no e-mail address to send to."), field)
    for address in found:
        if not _ADDRESS.fullmatch(address) or ".." in address or ".@" in address:
            raise refuse(
                "messages.address",
                N_("“%(address)s” is not an e-mail address."),
                field,
                address=address[:80],
            )
    if len(", ".join(found)) > _LONGEST_ADDRESSES:
        raise refuse("messages.addresses", N_("These are too many addresses at once."), field)
    return found


_NO_SUCH = re.compile(r"5\.1\.\d+\b|5\.2\.1\b")
_ENHANCED = re.compile(r"\b5\.\d+\.\d+\b")


def refuses_mailbox(said: str) -> bool:
    """Whether a server's refusal is about the address and not about the message (RFC 3463: 5.1.x,
    5.2.1; without such a code, RFC 5321: 550, 551, 553)."""
    if _ENHANCED.search(said):
        return _NO_SUCH.search(said) is not None
    return said[:3] in ("550", "551", "553")


def key(text: str) -> str:
    """A subject key as it is kept; too long a one is a fault of the caller."""
    if not 0 < len(text) <= _KEY_CHARS:
        raise ValueError(f"a message's subject key has 1 to {_KEY_CHARS} characters")
    return text


def message_id(token: str, sender: str) -> str:
    """The Message-ID of a message, the same however often it is tried."""
    domain = sender.rpartition("@")[2]
    return f"<{token}@{domain if domain.isascii() and domain else 'echeance.invalid'}>"
