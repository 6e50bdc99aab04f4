"""Clients and the people to write to."""

from piccolo.columns import (
    BigInt,
    Boolean,
    ForeignKey,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class Client(Table, tablename="client"):
    """A company, a consumer or a public body that is billed."""

    id: Serial
    kind = Varchar(length=10)
    name = Varchar(length=140)
    search = Text()
    name_key = Text(default="")
    siren = Varchar(length=9, default="")
    siret = Varchar(length=14, default="")
    vat_number = Varchar(length=20, default="")
    email = Varchar(length=254, default="")
    phone = Varchar(length=40, default="")
    street = Varchar(length=200, default="")
    postcode = Varchar(length=12, default="")
    town = Varchar(length=80, default="")
    country = Varchar(length=2, default="FR")
    language = Varchar(length=2, default="fr")
    terms_days = SmallInt(null=True, default=None)
    iban = Varchar(length=34, default="")
    group_name = Varchar(length=80, default="")
    notes = Text(default="")
    import_key = Varchar(length=200, null=True, default=None)
    import_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    archived_at = Timestamptz(null=True, default=None)
    invoice_detail = Varchar(length=7, default="lines")
    invoice_grouped = Boolean(default=False)


class Contact(Table, tablename="contact"):
    """A person at a client, for billing, for chasing, on site or of its management."""

    id: Serial
    client = ForeignKey(Client, null=False)
    name = Varchar(length=120)
    role = Varchar(length=12)
    email = Varchar(length=254, default="")
    phone = Varchar(length=40, default="")
