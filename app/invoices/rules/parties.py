"""Parties as they are copied onto a document at issue."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from app.accounting.rules import GOODS, SERVICES
from app.invoices.rules.values import Delivery, Party, Seller
from app.mandates.rules import DebitSaid
from app.settings.rules import Business

_CLIENT = (
    "name",
    "kind",
    "street",
    "postcode",
    "town",
    "country",
    "siren",
    "siret",
    "vat_number",
    "email",
    "phone",
)


def seller_of(business: Business) -> Seller:
    """The business as it is today.

    VAT on goods is due at delivery whatever the option; a mixed business counts as services.
    """
    goods = business.activity == "goods"
    same = {field.name for field in fields(Seller)} & {field.name for field in fields(Business)}
    return Seller(
        kind="company",
        charges_vat=business.charges_vat,
        vat_pending=business.charges_vat and not goods and not business.vat_on_debits,
        vat_on_debits=business.vat_on_debits,
        sales=GOODS if goods else SERVICES,
        **{each: getattr(business, each) for each in same},
    )


def party_of(client: Mapping[str, Any]) -> Party:
    """The client as it is today, from the columns of its row."""
    return Party(**{name: client[name] for name in _CLIENT})


def to_json(party: Party) -> str:
    """A party as the text kept on the document."""
    return json.dumps(asdict(party), sort_keys=True, ensure_ascii=False)


def buyer_from(text: str) -> Party:
    """The buyer read back."""
    return Party(**json.loads(text))


def seller_from(text: str) -> Seller:
    """The seller read back."""
    return Seller(**json.loads(text))


def delivery_from(text: str) -> Delivery | None:
    """The place of delivery read back; None when it is the client's own address."""
    return Delivery(**json.loads(text)) if text else None


def delivery_text(delivery: Delivery | None) -> str:
    """The place of delivery as the text kept on the document."""
    return json.dumps(asdict(delivery), sort_keys=True, ensure_ascii=False) if delivery else ""


def debit_text(said: DebitSaid | None) -> str:
    """What is said of a direct debit, as the text kept on the document."""
    if said is None:
        return ""
    return json.dumps(asdict(said) | {"on": said.on.isoformat()}, sort_keys=True)


def debit_from(text: str) -> DebitSaid | None:
    """What is said of a direct debit read back; None where it is paid otherwise."""
    if not text:
        return None
    kept = json.loads(text)
    return DebitSaid(**(kept | {"on": date.fromisoformat(kept["on"])}))
