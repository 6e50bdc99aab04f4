"""The latest score of each client."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class Score(Table, tablename="score"):
    """Probabilities in basis points, delays in tenths of a day; null under three outcomes."""

    id: Serial
    client = ForeignKey(Client, null=False)
    day = Date()
    outcomes = BigInt()
    p_late = BigInt(null=True, default=None)
    low = BigInt(null=True, default=None)
    high = BigInt(null=True, default=None)
    expected_delay = BigInt(null=True, default=None)
    grade = Varchar(length=1, null=True, default=None)
    strip = Varchar(length=12, default="")
    reasons = Text(default="[]")
    computed_at = Timestamptz()


class Watermark(Table, tablename="risk_watermark"):
    """The last allocation and document that the scores know (one row, id 1)."""

    id: Serial
    allocation_id = BigInt(default=0)
    invoice_id = BigInt(default=0)
