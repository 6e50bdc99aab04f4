"""Alerts, who was told of them, who wants to be (of payments too), and what a client may owe."""

from piccolo.columns import BigInt, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.clients.tables import Client


class Alert(Table, tablename="alert"):
    """Something that somebody should know; unique on its kind and subject, so that it is raised
    once. `said` is the sentence as JSON. `over_at`: it is not so any more; `seen_at`: somebody took
    it off the first page."""

    id: Serial
    kind = Varchar(length=8)
    subject = Varchar(length=120)
    client_id = BigInt(null=True, default=None)
    client = Varchar(length=200, default="")
    said = Text()
    href = Varchar(length=200)
    raised_at = Timestamptz()
    over_at = Timestamptz(null=True, default=None)
    seen_at = Timestamptz(null=True, default=None)
    seen_by = Varchar(length=254, default="")


class AlertTold(Table, tablename="alert_told"):
    """An alert that stands in a message to a user; unique on both."""

    id: Serial
    alert = ForeignKey(Alert, null=False)
    user_id = BigInt()
    message_id = BigInt(null=True, default=None)
    told_at = Timestamptz()


class AlertChoice(Table, tablename="alert_choice"):
    """How often a user is told by e-mail; no row: never."""

    id: Serial
    user_id = BigInt()
    rhythm = Varchar(length=6)
    updated_at = Timestamptz()


class PaymentNews(Table, tablename="payment_news"):
    """Of whose payments a user is told by e-mail (no row: of nobody's). What was recorded before
    `told_until` has been told; it moves with the message, in one transaction."""

    id: Serial
    user_id = BigInt()
    scope = Varchar(length=4)
    told_until = Timestamptz()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)


class ClientLimit(Table, tablename="client_limit"):
    """The cents that a client may owe at most; no row: no limit."""

    id: Serial
    client = ForeignKey(Client, null=False)
    cents = BigInt()
    updated_at = Timestamptz()
    updated_by = Varchar(length=254)
