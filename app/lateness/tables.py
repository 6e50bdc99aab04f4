"""What was decided of the interest and indemnities of late invoices."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class LateClaim(Table, tablename="late_claim"):
    """Interest up to `until_on` and the indemnity of one invoice, in cents: asked for by the
    invoice `document`, or given up, with the reason. An undone one no longer counts."""

    id: Serial
    client = ForeignKey(Client, null=False)
    invoice_id = BigInt()
    decision = Varchar(length=8)
    interest = BigInt()
    indemnity = BigInt()
    until_on = Date()
    document = BigInt(null=True, default=None)
    reason = Text(default="")
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    undone_at = Timestamptz(null=True, default=None)
