"""What was decided of late invoices: interest claimed or given up, formal notices, legal stages."""

from piccolo.columns import (
    BigInt,
    Date,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
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


class FormalNotice(Table, tablename="formal_notice"):
    """A formal notice by registered post, and the case that it opens; cents as of `made_on`.

    `interest` is null when a rate was missing; the PDF is kept by hash. `tracking` is the number of
    the registered letter, `presented_on` the day it was first presented.
    """

    id: Serial
    client = ForeignKey(Client, null=False)
    made_on = Date()
    deadline_on = Date()
    language = Varchar(length=2)
    principal = BigInt()
    interest = BigInt(null=True, default=None)
    indemnity = BigInt()
    sha256 = Varchar(length=64)
    size = BigInt()
    tracking = Varchar(length=40, default="")
    presented_on = Date(null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)


class FormalNoticeItem(Table, tablename="formal_notice_item"):
    """An invoice that a notice names, with what was open of it."""

    id: Serial
    notice = ForeignKey(FormalNotice, null=False)
    invoice_id = BigInt()
    open = BigInt()


class LegalStage(Table, tablename="legal_stage"):
    """What happened in the case of a notice, with its paper; an undone one no longer counts."""

    id: Serial
    notice = ForeignKey(FormalNotice, null=False)
    stage = Varchar(length=8)
    happened_on = Date()
    note = Text(default="")
    filename = Varchar(length=200, default="")
    sha256 = Varchar(length=64, null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
    undone_at = Timestamptz(null=True, default=None)


class LitigationBundle(Table, tablename="litigation_bundle"):
    """What was put together for a court: a zip kept by hash, with its seal; insert-only.

    `claimed` is cents: what was unpaid that day, with the indemnities and the interest known.
    """

    id: Serial
    notice = ForeignKey(FormalNotice, null=False)
    court = Varchar(length=10)
    filename = Varchar(length=80)
    sha256 = Varchar(length=64)
    size = BigInt()
    pieces = SmallInt()
    claimed = BigInt()
    seal = Varchar(length=64)
    made_at = Timestamptz()
    made_by = Varchar(length=254)
