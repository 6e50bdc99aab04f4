"""The mailbox that is read, how far, and what came of its letters."""

from piccolo.columns import BigInt, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.disputes.tables import ClientAnswer


class Mailbox(Table, tablename="mailbox"):
    """The one mailbox (its id is always 1), read up to `last_uid` of `validity` (null: never yet).
    Letters of before `since` are nobody's business. `error` is why the last reading failed;
    `receiver` the server whose word is taken for who wrote ("": nobody's)."""

    id: Serial
    host = Varchar(length=250)
    port = Integer()
    security = Varchar(length=8)
    user_name = Varchar(length=254)
    password = Text()
    folder = Varchar(length=120)
    validity = BigInt(null=True, default=None)
    last_uid = BigInt(default=0)
    since = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    error = Text(default="")
    receiver = Varchar(length=250, default="")
    updated_at = Timestamptz()


class MailboxLetter(Table, tablename="mailbox_letter"):
    """A letter that said something, once by its `key`: a report of delivery, an answer, an
    automatic reply. Of others nothing is kept; insert-only."""

    id: Serial
    key = Varchar(length=64)
    kind = Varchar(length=6)
    client_id = BigInt(null=True, default=None)
    answer = ForeignKey(ClientAnswer, null=True, default=None)
    message = BigInt(null=True, default=None)
    read_at = Timestamptz()
