"""What a client may be, and how one is told from another."""

from app.clients.rules.detail import DETAILS, Detail
from app.clients.rules.folding import changed, import_key, search_text, version, words
from app.clients.rules.roles import ROLE_LABELS, Role
from app.clients.rules.values import (
    COMPANY_TERMS,
    FIELD_LABELS,
    KIND_LABELS,
    LANGUAGES,
    PUBLIC_TERMS,
    ClientValues,
    ContactValues,
    Kind,
    checked,
    checked_contact,
)
from app.core.identifiers import country, email, iban, postcode, siren, siret, vat_number

__all__ = [
    "COMPANY_TERMS",
    "DETAILS",
    "FIELD_LABELS",
    "KIND_LABELS",
    "LANGUAGES",
    "PUBLIC_TERMS",
    "ROLE_LABELS",
    "ClientValues",
    "ContactValues",
    "Detail",
    "Kind",
    "Role",
    "changed",
    "checked",
    "checked_contact",
    "country",
    "email",
    "iban",
    "import_key",
    "postcode",
    "search_text",
    "siren",
    "siret",
    "vat_number",
    "version",
    "words",
]
