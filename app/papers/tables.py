"""The papers of a client, kept by the hash of their bytes."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class ClientPaper(Table, tablename="client_paper"):
    """A file that a person added: `concerns` names the invoices, order or contract that it is
    about, empty when it is about the client as a whole. Withdrawn, it is shown nowhere any more."""

    id: Serial
    client = ForeignKey(Client, null=False)
    kind = Varchar(length=12)
    dated = Date()
    signer = Varchar(length=120, default="")
    concerns = Varchar(length=80, default="")
    filename = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = BigInt()
    added_at = Timestamptz()
    added_by = Varchar(length=254)
    withdrawn_at = Timestamptz(null=True, default=None)
