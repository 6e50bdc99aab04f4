"""What a client is: the values kept, and what is refused before they are.

Terms: at most 60 days between companies (C. com. L441-10), 30 for public bodies (CCP R2192-10).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.clients.rules.roles import Role
from app.core import identifiers
from app.core.errors import N_, Finding, Refused, finding

COMPANY_TERMS, PUBLIC_TERMS = 60, 30
LANGUAGES = ("fr", "en")
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Kind(StrEnum):
    """Whose law applies: between companies, to a consumer, to a public body."""

    COMPANY = "company"
    CONSUMER = "consumer"
    PUBLIC = "public"


KIND_LABELS = {
    Kind.COMPANY: N_("Company"),
    Kind.CONSUMER: N_("Private customer"),
    Kind.PUBLIC: N_("Public body"),
}

FIELD_LABELS = {
    "kind": N_("Kind"),
    "name": N_("Name"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "vat_number": N_("VAT number"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "street": N_("Street"),
    "postcode": N_("Postcode"),
    "town": N_("Town"),
    "country": N_("Country"),
    "language": N_("Language of documents"),
    "terms_days": N_("Payment terms"),
    "iban": N_("IBAN"),
    "group_name": N_("Group"),
    "notes": N_("Notes"),
}


@dataclass(frozen=True)
class ClientValues:
    """What is typed or imported about a client; `terms_days` None means the business's own."""

    name: str
    kind: Kind = Kind.COMPANY
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"
    language: str = "fr"
    terms_days: int | None = None
    iban: str = ""
    group_name: str = ""
    notes: str = ""
    invoice_detail: str = "lines"
    invoice_grouped: bool = False


@dataclass(frozen=True)
class ContactValues:
    """A person at a client."""

    name: str
    role: Role = Role.BILLING
    email: str = ""
    phone: str = ""


_ONE_LINE = {
    "name": 140,
    "email": 254,
    "phone": 40,
    "street": 200,
    "town": 80,
    "group_name": 80,
}
_NOTES = 20_000


def checked(values: ClientValues) -> ClientValues:
    """The values as they are kept, or a refusal with every fault at once.

    A company may be without SIREN (an invoice will ask for it at issue); a consumer has none.
    """
    kept = replace(
        values,
        name=" ".join(values.name.split()),
        phone=" ".join(values.phone.split()),
        street=" ".join(values.street.split()),
        town=" ".join(values.town.split()),
        group_name=" ".join(values.group_name.split()),
        notes=values.notes.strip(),
    )
    found = _texts(kept, _ONE_LINE) + _named(kept.name) + _language(kept.language)
    found += _texts(kept, {"notes": _NOTES})
    kept, faults = _numbers(kept)
    found += faults or _together(kept)
    if found:
        raise Refused(found)
    return kept


def checked_contact(values: ContactValues) -> ContactValues:
    """The same for a contact: a name, and an address that can be written to when there is one."""
    kept = replace(values, name=" ".join(values.name.split()), phone=" ".join(values.phone.split()))
    found = _texts(kept, {"name": 120, "phone": 40}) + _named(kept.name)
    try:
        kept = replace(kept, email=identifiers.email(values.email))
    except Refused as refused:
        found.extend(refused.findings)
    if found:
        raise Refused(found)
    return kept


def _numbers(values: ClientValues) -> tuple[ClientValues, list[Finding]]:
    """Each number judged by itself; a SIRET brings its SIREN."""
    found: list[Finding] = []

    def judge(check: Callable[[str], str], value: str) -> str:
        try:
            return check(value)
        except Refused as refused:
            found.extend(refused.findings)
            return value

    place = judge(identifiers.country, values.country)
    siret = judge(identifiers.siret, values.siret)
    kept = replace(
        values,
        siren=judge(identifiers.siren, values.siren) or siret[:9],
        siret=siret,
        vat_number=judge(identifiers.vat_number, values.vat_number),
        email=judge(identifiers.email, values.email),
        country=place,
        postcode=judge(lambda text: identifiers.postcode(text, place), values.postcode),
        iban=judge(identifiers.iban, values.iban),
    )
    return kept, found


def _texts(values: ClientValues | ContactValues, limits: dict[str, int]) -> list[Finding]:
    found = []
    for name, limit in limits.items():
        value = getattr(values, name)
        if len(value) > limit:
            found.append(
                finding("form.too_long", "Too long: at most %(max)s characters.", name, max=limit)
            )
        if _NOT_PRINTED.search(value):
            found.append(
                finding("form.characters", "This holds characters that cannot be printed.", name)
            )
    return found


def _named(name: str) -> list[Finding]:
    if any(char.isalnum() for char in name):
        return []
    return [finding("form.missing", "This must be filled in.", "name")]


def _language(language: str) -> list[Finding]:
    if language in LANGUAGES:
        return []
    return [
        finding(
            "clients.language",
            "“%(value)s” is not a language of the documents: write fr or en.",
            "language",
            value=language[:20],
        )
    ]


def _together(values: ClientValues) -> list[Finding]:
    """What is wrong between fields that are right one by one."""
    found = []
    if values.siret and values.siret[:9] != values.siren:
        found.append(
            finding(
                "clients.siret_siren",
                "SIRET %(siret)s does not begin with SIREN %(siren)s.",
                "siret",
                siret=values.siret,
                siren=values.siren,
            )
        )
    # The numbers of Monaco (FRkk000nnnnn) hold no SIREN.
    french = values.vat_number.startswith("FR") and values.vat_number[4:7] != "000"
    if french and values.siren and values.vat_number[4:] != values.siren:
        found.append(
            finding(
                "clients.vat_siren",
                "VAT number %(vat)s is not that of SIREN %(siren)s.",
                "vat_number",
                vat=values.vat_number,
                siren=values.siren,
            )
        )
    if values.kind is Kind.CONSUMER and (values.siren or values.siret or values.vat_number):
        found.append(
            finding(
                "clients.consumer_number",
                "A private customer has no SIREN and no VAT number: choose “company” instead.",
                "kind",
            )
        )
    return found + _terms(values)


def _terms(values: ClientValues) -> list[Finding]:
    cap = PUBLIC_TERMS if values.kind is Kind.PUBLIC else COMPANY_TERMS
    if values.terms_days is None or 0 <= values.terms_days <= cap:
        return []
    return [
        finding(
            "clients.terms",
            "Payment terms are from 0 to %(cap)s days for this kind of client.",
            "terms_days",
            cap=cap,
        )
    ]
