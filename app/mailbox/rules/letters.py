"""A letter taken apart: who wrote what in answer to what. Nothing of it is ever run or shown as it
is; what cannot be read is left out, and no letter whatever makes this fail."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr

from app.mailbox.rules.returned import Returned, is_report, original_id, returned
from app.mailbox.rules.words import own_words, text_of_html

MOST_TEXT = 1_800
_MOST_PARTS = 100
_MOST_IDS = 50
_ID = re.compile(r"<[^<>\s]{3,250}>")
_AUTOMATIC = ("bulk", "junk", "list", "auto_reply", "auto-reply")


@dataclass(frozen=True)
class Letter:
    """What matters of a letter. `key` is one for each letter, however often it is met; `about` the
    Message-IDs that it answers or reports on; `files` the names of what it carries, `results` the
    headers Authentication-Results, the first one first; `is_by_one`: it names one sender."""

    key: str
    message_id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    about: tuple[str, ...]
    files: tuple[str, ...]
    is_automatic: bool
    is_list: bool
    returned: tuple[Returned, ...]
    results: Sequence[str] = ()
    is_by_one: bool = True


def read_letter(data: bytes) -> Letter:
    """The letter that begins with these bytes."""
    try:
        message: Message = message_from_bytes(data)
        parts = _parts(message)
        reports = returned(message) if is_report(message) else ()
        original = original_id(message) if reports else ""
    except RecursionError:
        # Parts within parts within parts: somebody's joke. Its headers say enough.
        message, parts, reports, original = BytesHeaderParser().parsebytes(data), [], (), ""
    name, address = parseaddr(_header(message, "From"))
    ids = _ID.findall(f"{original} {_header(message, 'In-Reply-To')}")
    ids += reversed(_ID.findall(_header(message, "References")))
    own_id = next(iter(_ID.findall(_header(message, "Message-ID"))), "")
    subject = " ".join(_header(message, "Subject").split())[:250]
    return Letter(
        key=hashlib.sha256(own_id.encode() or data).hexdigest(),
        message_id=own_id,
        sender=address.strip().casefold()[:254],
        sender_name=" ".join(name.split())[:120],
        subject=subject,
        text=own_words(_text(parts), MOST_TEXT) or subject,
        about=tuple(dict.fromkeys(ids))[:_MOST_IDS],
        files=tuple(_files(parts))[:20],
        is_automatic=_is_automatic(message),
        is_list=bool(message["List-Id"] or message["List-Unsubscribe"]),
        returned=reports,
        results=_all(message, "Authentication-Results"),
        is_by_one=len(getaddresses(_all(message, "From"))) == 1,
    )


def _parts(message: Message) -> list[Message]:
    found: list[Message] = []
    for part in message.walk():
        if len(found) == _MOST_PARTS:
            break
        if not part.is_multipart():
            found.append(part)
    return found


def _is_automatic(message: Message) -> bool:
    """RFC 3834, and what was usual before it."""
    said = _header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    precedence = _header(message, "Precedence").strip().casefold()
    return (
        said not in ("", "no")
        or precedence in _AUTOMATIC
        or bool(message["X-Autoreply"] or message["X-Autorespond"])
        or _header(message, "Return-Path").strip() == "<>"
    )


def _text(parts: list[Message]) -> str:
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not part.get_filename():
                text = _decoded(part)
                if text.strip():
                    return text if kind == "text/plain" else text_of_html(text)
    return ""


def _files(parts: list[Message]) -> list[str]:
    names = (_plain(part.get_filename() or "") for part in parts)
    return [" ".join(name.split())[:100] for name in names if name.strip()]


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = str(part.get_param("charset", "utf-8") or "utf-8")
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _header(message: Message, name: str) -> str:
    return _plain(str(message[name] or ""))


def _all(message: Message, name: str) -> list[str]:
    return [str(each) for each in message.get_all(name, [])][:_MOST_IDS]


def _plain(text: str) -> str:
    """A header in plain words; one whose coding is broken stays as it was written."""
    try:
        return str(make_header(decode_header(text))).replace("\x00", "")
    except (HeaderParseError, LookupError, ValueError):
        return _patched(text).encode("utf-8", "replace").decode().replace("\x00", "")


def _patched(text: str) -> str:
    """What can be read of a header with a wrong charset or bytes that are none of it."""
    try:
        pieces = [
            piece.decode(charset or "utf-8", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(text)
        ]
    except (HeaderParseError, LookupError, ValueError):
        return text
    return "".join(pieces)
