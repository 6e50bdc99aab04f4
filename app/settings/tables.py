"""The business itself: one row."""

from piccolo.columns import BigInt, Boolean, Serial, SmallInt, Text, Time, Timestamptz, Varchar
from piccolo.table import Table


class Business(Table, tablename="business"):
    """Identity, bank, VAT, defaults and mail of the one business (its id is always 1)."""

    id: Serial
    name = Varchar(length=140)
    legal_form = Varchar(length=60, default="")
    capital = BigInt(null=True, default=None)
    is_sole_trader = Boolean(default=False)
    siren = Varchar(length=9)
    siret = Varchar(length=14, default="")
    registry = Varchar(length=80, default="")
    vat_number = Varchar(length=20, default="")
    vat_regime = Varchar(length=12, default="normal")
    vat_on = Varchar(length=12, default="receipts")
    activity = Varchar(length=12, default="services")
    street = Varchar(length=200, default="")
    postcode = Varchar(length=12, default="")
    town = Varchar(length=80, default="")
    country = Varchar(length=2, default="FR")
    email = Varchar(length=254, default="")
    phone = Varchar(length=40, default="")
    website = Varchar(length=200, default="")
    iban = Varchar(length=34, default="")
    bic = Varchar(length=11, default="")
    mediator = Varchar(length=200, default="")
    logo_sha256 = Varchar(length=64, null=True, default=None)
    colour = Varchar(length=7, default="#115c43")
    terms_days = SmallInt(default=30)
    penalty_rate = BigInt(null=True, default=None)
    discount_terms = Text(default="")
    invoice_format = Varchar(length=40, default="F{year}-{n:06}")
    credit_note_format = Varchar(length=40, default="A{year}-{n:06}")
    smtp_url = Text(default="")
    mail_from = Varchar(length=254, default="")
    send_from = Time(default=None, null=True)
    send_until = Time(default=None, null=True)
    updated_at = Timestamptz()
    footer = Varchar(length=160, default="")
    prints_phone = Boolean(default=True)
    prints_email = Boolean(default=True)
    prints_website = Boolean(default=True)
    prints_qr = Boolean(default=True)
    difference_limit = BigInt(default=100)
    write_off_limit = BigInt(default=2000)
    penalty_basis = Varchar(length=5, default="law")
    shows_past_invoices = Boolean(default=False)
