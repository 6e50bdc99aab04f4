"""Parties and mentions as they are copied onto a document at issue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from app.accounting.rules import GOODS, SERVICES
from app.core.errors import Finding, Refused
from app.core.formats import day
from app.invoices.rules.values import Credited, Party, Seller, VatPart
from app.law.rules import Law, LegalValue
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
REVERSE_CHARGE = "AE"
# Not required by law, or not on the invoice: left out while nobody has confirmed the wording.
OPTIONAL = ("mention.vat_on_receipts", "mention.consumer_mediator", "mention.penalty_public")
EXEMPT = "E"


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


def mentions(
    law: Law,
    business: Business,
    buyer_kind: str,
    parts: Sequence[VatPart],
    credited: Credited | None,
    language: str,
) -> tuple[list[str], list[Finding]]:
    """The legal mentions of a document in the buyer's language, and the texts that are missing.

    C. com. L441-9: discount, penalties and the 40 € are between professionals only. A public
    body pays the rate of its own rules (CCP R2192-31), printed when that text is known.
    """
    texts: list[str] = []
    missing: list[Finding] = []
    keys = _wanted(law, business, buyer_kind, parts, credited)
    for wanted in (key for key in keys if key not in OPTIONAL or law.is_confirmed(key)):
        try:
            texts.append(_text(law, business, wanted, language, credited))
        except Refused as refused:
            missing += refused.findings
    return texts, missing


def to_confirm(law: Law, business: Business) -> list[LegalValue]:
    """The mentions that this business's documents leave out until someone has confirmed them."""
    wanted = {
        key
        for kind in ("company", "consumer", "public")
        for key in _wanted(law, business, kind, (), None)
        if key in OPTIONAL
    }
    return [law.values[key] for key in sorted(wanted) if law.has(key) and not law.is_confirmed(key)]


def _wanted(
    law: Law,
    business: Business,
    buyer_kind: str,
    parts: Sequence[VatPart],
    credited: Credited | None,
) -> list[str]:
    wanted = ["mention.credit_note"] if credited else []
    if not business.charges_vat:
        wanted.append("mention.franchise")
    elif business.activity != "goods":
        wanted.append(
            "mention.vat_on_debits" if business.vat_on_debits else "mention.vat_on_receipts"
        )
    operation = f"mention.operation.{business.activity}"
    wanted += [operation] if law.has(operation) else []
    if any(part.category == REVERSE_CHARGE for part in parts):
        wanted.append("mention.reverse_charge")
    if credited:
        return wanted
    if buyer_kind == "consumer":
        return [*wanted, "mention.consumer_mediator"] if business.mediator else wanted
    penalty = "mention.penalty" if buyer_kind == "company" else "mention.penalty_public"
    wanted += ["mention.no_discount"]
    return [*wanted, penalty, "mention.indemnity"]


def _text(law: Law, business: Business, key: str, language: str, credited: Credited | None) -> str:
    if key == "mention.penalty":
        return law.penalty(language, business.penalty_rate)
    if key == "mention.no_discount" and business.discount_terms:
        return business.discount_terms
    text = law.text(key, language)
    if key == "mention.credit_note" and credited:
        issued = day(credited.issued_on, language)
        return text % {"number": credited.number, "day": issued}
    if key == "mention.consumer_mediator":
        return text % {"mediator": business.mediator}
    return text
