"""Signed links for people without an account, and the proof that they were opened."""

from piccolo.columns import BigInt, Date, ForeignKey, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Link(Table, tablename="link"):
    """One link per subject; the address carries its id and a signature over `nonce`."""

    id: Serial
    subject_kind = Varchar(length=30)
    subject_id = BigInt()
    nonce = Varchar(length=32)
    created_at = Timestamptz()
    expires_on = Date(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class LinkOpening(Table, tablename="link_opening"):
    """One visit of a link: seen, downloaded, or a robot's prefetch; insert-only."""

    id: Serial
    link = ForeignKey(Link, null=False)
    at = Timestamptz()
    kind = Varchar(length=12)
    address = Varchar(length=60, default="")
    agent = Text(default="")
