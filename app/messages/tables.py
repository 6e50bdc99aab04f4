"""The outbox: every message to anyone, once."""

from piccolo.columns import BigInt, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table


class Message(Table, tablename="message"):
    """An e-mail owed; `subject_key` is unique: one cause, one message.

    `claimed_at` is a worker's claim on it; `begun_at` the moment just before it was handed to the
    mail server: claimed and not begun has surely not gone.
    """

    id: Serial
    subject_key = Varchar(length=120)
    cause_kind = Varchar(length=30)
    cause_id = BigInt()
    client_id = BigInt(null=True, default=None)
    state = Varchar(length=12, default="waiting")
    to_address = Varchar(length=254)
    cc_address = Varchar(length=254, default="")
    subject = Varchar(length=250)
    text = Text()
    html = Text(default="")
    message_id = Varchar(length=250)
    not_before = Timestamptz()
    attempts = SmallInt(default=0)
    next_try_at = Timestamptz()
    claimed_at = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    error = Text(default="")
    created_at = Timestamptz()
    created_by = Varchar(length=254)
    begun_at = Timestamptz(null=True, default=None)


class Bounce(Table, tablename="bounce"):
    """An address that refuses what is sent to it, by the server's words, until it is settled:
    corrected, or known to be right."""

    id: Serial
    address = Varchar(length=254)
    said = Text()
    message = BigInt(null=True, default=None)
    at = Timestamptz()
    settled_at = Timestamptz(null=True, default=None)
    settled_by = Varchar(length=254, default="")


class Attachment(Table, tablename="message_attachment"):
    """A file that goes with a message; `sha256` is null until the document is stored."""

    id: Serial
    message = ForeignKey(Message, null=False)
    subject_kind = Varchar(length=30)
    subject_id = BigInt()
    filename = Varchar(length=120)
    media_type = Varchar(length=80)
    sha256 = Varchar(length=64, null=True, default=None)
