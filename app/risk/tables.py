"""The latest score of each client, how it has changed, and how good the score was."""

from piccolo.columns import BigInt, Boolean, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
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
    most_delay = BigInt(null=True, default=None)
    grade = Varchar(length=1, null=True, default=None)
    strip = Varchar(length=12, default="")
    reasons = Text(default="[]")
    computed_at = Timestamptz()


class Watermark(Table, tablename="risk_watermark"):
    """The last allocation and document that the scores know (one row, id 1)."""

    id: Serial
    allocation_id = BigInt(default=0)
    invoice_id = BigInt(default=0)


class ScoreChange(Table, tablename="score_change"):
    """What a client's score became on a day on which it changed; one a day. Basis points."""

    id: Serial
    client = ForeignKey(Client, null=False)
    day = Date()
    outcomes = BigInt()
    p_late = BigInt(null=True, default=None)
    grade = Varchar(length=1, null=True, default=None)
    recorded_at = Timestamptz()


class Judgement(Table, tablename="score_judgement"):
    """How good the score was, judged on a day; one a day. `result`, `laws` and `terms` are JSON;
    no terms ("") while they have not proved better than the counts."""

    id: Serial
    day = Date()
    judged = BigInt()
    result = Text()
    laws = Text()
    terms = Text(default="")
    recorded_at = Timestamptz()


class SegmentMove(Table, tablename="segment_move"):
    """Into which segment a client went, from which ("": none), and what was measured then ("":
    nothing; another one than `segment` when a person decided otherwise). Never changed; the last
    one holds. `delay` is the expected delay in tenths of a day."""

    id: Serial
    client = ForeignKey(Client, null=False)
    segment = Varchar(length=10)
    before = Varchar(length=10, default="")
    measured = Varchar(length=10, default="")
    delay = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)


class SegmentMode(Table, tablename="segment_mode"):
    """Whether clients change segment by themselves, or the owner confirms (one row, id 1)."""

    id: Serial
    is_alone = Boolean(default=False)
