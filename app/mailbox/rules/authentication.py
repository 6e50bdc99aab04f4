"""What the receiving server found out about who wrote (RFC 8601), and whose word is taken."""

import re
from collections.abc import Sequence

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(dmarc|dkim)\s*(?:/\s*\d+\s*)?=\s*pass\b", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?@?([^\s;\"]+)", re.IGNORECASE)
_SIGNER = re.compile(r"\bheader\.(?:d|i)\s*=\s*\"?(?:[^\s;@\"]*@)?([^\s;\"]+)", re.IGNORECASE)
_MOST = 10_000


def server_of(header: str) -> str:
    """The server that signs a header Authentication-Results, in small letters; "" for none."""
    head = _plain(header).partition(";")[0].split()
    return head[0].casefold().strip('"') if head else ""


def proves(headers: Sequence[str], trusted: str, sender: str) -> bool:
    """Whether the address `sender` was proven to the `trusted` server.

    Only the first of the headers counts, and only when it is of that server: whoever writes can put
    as many as they like below it. The domain passed DMARC, or it, or one above it, signed the
    letter (DKIM; RFC 7489, 3.1.1, relaxed). No trusted server proves nothing.
    """
    domain = sender.rpartition("@")[2].casefold().rstrip(".")
    if not trusted or not headers or not domain:
        return False
    if server_of(headers[0]) != trusted.strip().casefold():
        return False
    return any(_passes(part, domain) for part in _plain(headers[0]).split(";")[1:])


def _passes(part: str, domain: str) -> bool:
    result = _RESULT.match(part)
    if result is None:
        return False
    if result[1].casefold() == "dmarc":
        named = _FROM.search(part)
        return named is not None and named[1].rpartition("@")[2].casefold() == domain
    return any(_is_of(domain, each) for each in _SIGNER.findall(part))


def _is_of(domain: str, signer: str) -> bool:
    """A domain, or one above it that is no top-level one."""
    signer = signer.casefold().rstrip(".")
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))


def _plain(header: str) -> str:
    """Without comments, which may stand anywhere, one in another."""
    text, before = header[:_MOST], ""
    while text != before:
        text, before = _COMMENT.sub(" ", text), text
    return text
