"""An e-mail put together: headers that cannot be forged, text, HTML, files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

# A server need not take eight-bit text: everything goes as seven.
_POLICY = SMTP.clone(cte_type="7bit")


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
    letter = EmailMessage(policy=_POLICY)
    letter["Message-ID"] = _one_line(envelope.message_id)
    letter["Date"] = envelope.date
    letter["From"] = _address(envelope.sender, envelope.sender_name)
    letter["To"] = [_address(address) for address in envelope.to]
    if envelope.cc:
        letter["Cc"] = [_address(address) for address in envelope.cc]
    if envelope.reply_to:
        letter["Reply-To"] = _address(envelope.reply_to, envelope.sender_name)
    letter["Subject"] = _one_line(envelope.subject)
    letter.set_content(envelope.text)
    if envelope.html:
        letter.add_alternative(envelope.html, subtype="html")
    _add_files(letter, envelope.files)
    return letter.as_bytes()


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
    if any(ord(char) < 32 or ord(char) in (127, 0x85, 0x2028, 0x2029) for char in text):
        raise ValueError("a header of a message is one line")
    return text
