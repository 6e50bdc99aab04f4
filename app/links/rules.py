"""What a signed address looks like, and who is opening it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

_SIGNATURE_CHARS = 32
_LONGEST_ID = 12
_BOTS = (
    "bot",
    "crawl",
    "spider",
    "preview",
    "slurp",
    "facebookexternalhit",
    "whatsapp",
    "skypeuripreview",
    "safelinks",
    "proofpoint",
    "mimecast",
    "barracuda",
    "bitdefender",
    "googleimageproxy",
    "headless",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "java/",
    "okhttp",
)


class Opening(StrEnum):
    """What a visit was: someone looked, someone downloaded, or a machine fetched ahead."""

    VIEW = "view"
    DOWNLOAD = "download"
    PREFETCH = "prefetch"


@dataclass(frozen=True)
class LinkFound:
    """A valid link: what it opens, and until when (None: no end)."""

    id: int
    subject_kind: str
    subject_id: int
    expires_on: date | None


def signing_key(secret: str) -> bytes:
    """The key of the links, derived so that it serves for nothing else."""
    return hmac.digest(secret.encode(), b"echeance signed links v1", sha256)


def token_of(key: bytes, link_id: int, nonce: str) -> str:
    """The token of a link: its id, a point, and 128 bits of HMAC-SHA256 over id and nonce."""
    return f"{link_id}.{_signature(key, link_id, nonce)}"


def id_in(token: str) -> int | None:
    """The id that a token claims; None when it is no token at all. Proves nothing yet."""
    claimed, point, signature = token.partition(".")
    plain = claimed.isascii() and claimed.isdigit() and 0 < len(claimed) <= _LONGEST_ID
    if not point or not plain or claimed.startswith("0") or len(signature) != _SIGNATURE_CHARS:
        return None
    return int(claimed)


def is_genuine(key: bytes, token: str, link_id: int, nonce: str) -> bool:
    """Whether the token is the one of this link, compared in constant time."""
    return hmac.compare_digest(token.encode(), token_of(key, link_id, nonce).encode())


def _signature(key: bytes, link_id: int, nonce: str) -> str:
    signed = hmac.digest(key, f"{link_id}.{nonce}".encode(), sha256)
    return signed.hex()[:_SIGNATURE_CHARS]


def kind_of(method: str, headers: Mapping[str, str], downloads: bool) -> Opening:
    """Tell a person from a machine: HEAD, a prefetch header, or a known robot's name.

    Mail filters and previews of messengers open addresses by themselves; that proves no reading.
    A browser always names itself: a request without an agent is a machine.
    """
    asked = {name.lower(): value.lower() for name, value in headers.items()}
    purposes = (asked.get(name, "") for name in ("purpose", "sec-purpose", "x-purpose", "x-moz"))
    ahead = any("prefetch" in purpose or "preview" in purpose for purpose in purposes)
    agent = asked.get("user-agent", "")
    robot = not agent or any(name in agent for name in _BOTS)
    if method == "HEAD" or ahead or robot:
        return Opening.PREFETCH
    return Opening.DOWNLOAD if downloads else Opening.VIEW
