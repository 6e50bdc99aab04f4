"""Quotes: a draft until sent, then frozen; the client's one answer, and what became of it."""

from piccolo.columns import (
    BigInt,
    Boolean,
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


class Quote(Table, tablename="quote"):
    """A quote; triggers refuse every change once it is sent. Cents, without the options.

    `replaces` is the quote that this one is a new version of; `deposit` is basis points of the
    whole. `start_on` None: the day of the acceptance. `remind_days` None: no reminder.
    """

    id: Serial
    state = Varchar(length=5, default="draft")
    client = ForeignKey(Client, null=False)
    number = Varchar(length=20, null=True, default=None)
    title = Varchar(length=200)
    search = Text()
    replaces = BigInt(null=True, default=None)
    sent_on = Date(null=True, default=None)
    valid_days = SmallInt(default=30)
    valid_until = Date(null=True, default=None)
    remind_days = SmallInt(null=True, default=None)
    order_number = Varchar(length=80, default="")
    language = Varchar(length=2, default="fr")
    note = Text(default="")
    deposit = BigInt(default=0)
    becomes = Varchar(length=8, default="hand")
    frequency = Varchar(length=12, default="monthly")
    billing = Varchar(length=8, default="advance")
    start_on = Date(null=True, default=None)
    net = BigInt(default=0)
    vat = BigInt(default=0)
    total = BigInt(default=0)
    seller = Text(default="")
    buyer = Text(default="")
    content_sha256 = Varchar(length=64, null=True, default=None)
    created_at = Timestamptz()
    created_by = Varchar(length=254)
    recorded_at = Timestamptz(null=True, default=None)
    recorded_by = Varchar(length=254, default="")


class QuoteLine(Table, tablename="quote_line"):
    """A line as an invoice has it; the client may tick an `optional` one, and takes one of those
    that have the same `choice`. `product` is what it sells of the catalogue."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    position = SmallInt()
    label = Text()
    detail = Text(default="")
    quantity = BigInt()
    unit = Varchar(length=20, default="")
    unit_price = BigInt()
    discount = BigInt(default=0)
    vat_rate = BigInt()
    vat_category = Varchar(length=2, default="S")
    discount_amount = BigInt(default=0)
    nature = Varchar(length=8, default="")
    exemption = Varchar(length=30, default="")
    optional = Boolean(default=False)
    choice = Varchar(length=60, default="")
    product = BigInt(null=True, default=None)
    net = BigInt()


class QuoteAdjustment(Table, tablename="quote_adjustment"):
    """A discount or charge on the whole, as typed: basis points of the lines taken, or cents; its
    VAT, or None to share it over that of the lines taken."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    position = SmallInt()
    kind = Varchar(length=9)
    reason = Text()
    reason_code = Varchar(length=3, default="")
    percent = BigInt(null=True, default=None)
    amount = BigInt(null=True, default=None)
    vat_rate = BigInt(null=True, default=None)
    vat_category = Varchar(length=2, default="S")
    exemption = Varchar(length=30, default="")


class QuoteCounter(Table, tablename="quote_counter"):
    """The last number of a year, and the last day a quote was sent on."""

    id: Serial
    year = SmallInt()
    n = BigInt(default=0)
    last_sent_on = Date(null=True, default=None)


class QuoteRendering(Table, tablename="quote_rendering"):
    """Owed work: the PDF of a sent quote; unique on the quote."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    requested_at = Timestamptz()
    next_try_at = Timestamptz()
    attempts = SmallInt(default=0)
    error = Text(default="")
    done_at = Timestamptz(null=True, default=None)


class QuoteDocument(Table, tablename="quote_document"):
    """The PDF's bytes, kept by hash; insert-only."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    sha256 = Varchar(length=64)
    size = BigInt()
    created_at = Timestamptz()


class QuoteAnswer(Table, tablename="quote_answer"):
    """What the client answered, once; insert-only. `chosen` is the JSON list of the positions of
    the options taken; `evidence_sha256` the JSON document that says it all, kept by hash."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    answer = Varchar(length=8)
    name = Varchar(length=120)
    reason = Text(default="")
    chosen = Text(default="[]")
    net = BigInt(default=0)
    vat = BigInt(default=0)
    total = BigInt(default=0)
    answered_on = Date()
    answered_at = Timestamptz()
    zone = Varchar(length=40)
    address = Varchar(length=60, default="")
    agent = Text(default="")
    content_sha256 = Varchar(length=64)
    pdf_sha256 = Varchar(length=64)
    evidence_sha256 = Varchar(length=64)


class QuoteQuestion(Table, tablename="quote_question"):
    """What the client asked, the same words once a day; insert-only."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    name = Varchar(length=120)
    text = Text()
    text_sha256 = Varchar(length=64)
    asked_on = Date()
    asked_at = Timestamptz()
    address = Varchar(length=60, default="")
    agent = Text(default="")


class QuoteResult(Table, tablename="quote_result"):
    """What an accepted quote became, once; insert-only. `target` is the invoice or contract, None
    when it was dealt with elsewhere; `deposit` the deposit invoice."""

    id: Serial
    quote = ForeignKey(Quote, null=False)
    kind = Varchar(length=8)
    target = BigInt(null=True, default=None)
    deposit = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = Varchar(length=254)
