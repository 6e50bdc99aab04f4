"""Doubtful debts as the moves that made them, and the proceedings of clients; all insert-only."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client
from app.invoices.tables import Invoice
from app.payments.tables import WriteOff


class DoubtfulMove(Table, tablename="doubtful_move"):
    """One act on an invoice in doubt. `doubtful` is what 416 gains by it, `depreciation` what 491
    gains, in cents; the sums of an invoice's moves are what stands there. `base` is what was open
    without VAT, `rate` the basis points of it that were depreciated, `evidence` JSON of why.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    invoice = ForeignKey(Invoice, null=False)
    kind = Varchar(length=12)
    doubtful = BigInt()
    depreciation = BigInt()
    base = BigInt(null=True, default=None)
    rate = BigInt(null=True, default=None)
    write_off = ForeignKey(WriteOff, null=True, default=None)
    evidence = Text(default="[]")
    note = Text(default="")
    counts_on = Date()
    key = Varchar(length=80)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class Insolvency(Table, tablename="insolvency"):
    """Proceedings opened against a client by a court; `published_on` in the BODACC."""

    id: Serial
    client = ForeignKey(Client, null=False)
    kind = Varchar(length=12)
    opened_on = Date()
    published_on = Date(null=True, default=None)
    note = Text(default="")
    key = Varchar(length=80)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class InsolvencyEnd(Table, tablename="insolvency_end"):
    """The day from which proceedings are over, or were entered by mistake."""

    id: Serial
    insolvency = ForeignKey(Insolvency, null=False)
    ended_on = Date()
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
