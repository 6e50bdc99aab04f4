"""An e-mail put together: headers that cannot be forged, text, HTML, files."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

# A server need not take eight-bit text: everything goes as seven.
_POLICY = SMTP.clone(cte_type="7bit")
_WIDTH = 78
_UTF8 = Charset("utf-8")
# To find the shorter of two codings, letter by letter, takes five times as long.
_UTF8.header_encoding = BASE64
_EOL = "\r\n"
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_CONTENT = (
    b'Content-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: %s\r\nMIME-Version: 1.0\r\n"
)


@dataclass(frozen=True)
class File:
    """A file that goes with a message; `media_type` is like "application/pdf"."""

    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Envelope:
    """One message and who gets it. The same `message_id` each time it is tried."""

    message_id: str
    date: datetime
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str = ""
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    files: tuple[File, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody it goes to, as the mail server is told, each once."""
        return tuple(dict.fromkeys(plain(address) for address in self.to + self.cc))


def plain(address: str) -> str:
    """An address in ASCII: the domain of "compta@régie.fr" is written as the network knows it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def compose(envelope: Envelope) -> bytes:
    """The message as it goes over the line. ValueError: a line break in a header, no address."""
    mine = (envelope.sender, envelope.sender_name)
    headers = [
        _text_header("Message-ID", _one_line(envelope.message_id)),
        _text_header("Date", format_datetime(envelope.date)),
        _own_header("From", *mine),
        _address_header("To", envelope.to),
    ]
    if envelope.cc:
        headers.append(_address_header("Cc", envelope.cc))
    if envelope.reply_to:
        headers.append(_own_header("Reply-To", envelope.reply_to, envelope.sender_name))
    headers.append(_text_header("Subject", _one_line(envelope.subject)))
    is_plain = not envelope.html and not envelope.files
    return b"".join(headers) + (_plain_text(envelope.text) if is_plain else _parts(envelope))


def _parts(envelope: Envelope) -> bytes:
    """Text, HTML and files, with the headers that say so."""
    letter = EmailMessage(policy=_POLICY)
    letter.set_content(envelope.text)
    if envelope.html:
        letter.add_alternative(envelope.html, subtype="html")
    _add_files(letter, envelope.files)
    return letter.as_bytes()


def _plain_text(text: str) -> bytes:
    """Text alone, as the library would write it, in a tenth of its time."""
    lines = text.encode().splitlines()
    if text.isascii() and max(map(len, lines), default=0) <= _WIDTH:
        return b"\r\n".join([_CONTENT % b"7bit", *lines, b""])
    coded = binascii.b2a_qp(b"\n".join([*lines, b""]), istext=True)
    return _CONTENT % b"quoted-printable" + b"\r\n" + coded.replace(b"\n", b"\r\n")


def _text_header(name: str, text: str) -> bytes:
    """A header on its line, coded when it is not ASCII or would be read as a coded word; what is
    long is left to the library, which takes its time."""
    if "=?" in text or not text.isascii():
        coded = Header(text, _UTF8, header_name=name).encode(linesep=_EOL)
        return f"{name}: {coded}{_EOL}".encode()
    if len(name) + len(text) <= _WIDTH - 2:
        return f"{name}: {text}{_EOL}".encode()
    return _folded(name, text)


def _address_header(name: str, addresses: tuple[str, ...]) -> bytes:
    made = [_address(address) for address in addresses]
    text = ", ".join(map(str, made))
    if made and text.isascii() and len(name) + len(text) <= _WIDTH - 2:
        return f"{name}: {text}{_EOL}".encode()
    return _folded(name, made)


@lru_cache(maxsize=16)
def _own_header(name: str, address: str, display: str) -> bytes:
    """A header with an address of the business: the same in each of its letters."""
    return _folded(name, [_address(address, display)])


def _folded(name: str, value: str | list[Address]) -> bytes:
    return _POLICY.fold_binary(*_POLICY.header_store_parse(name, value))


def _add_files(letter: EmailMessage, files: Iterable[File]) -> None:
    for file in files:
        main, _, sub = file.media_type.partition("/")
        letter.add_attachment(
            file.data, maintype=main, subtype=sub, filename=_one_line(file.filename)
        )


def _address(address: str, name: str = "") -> Address:
    local, _, domain = plain(_one_line(address)).rpartition("@")
    return Address(display_name=_one_line(name), username=local, domain=domain)


def _one_line(text: str) -> str:
    """The text of a header; what would start another header is refused."""
    if _CONTROL.search(text):
        raise ValueError("a header of a message is one line")
    return text
