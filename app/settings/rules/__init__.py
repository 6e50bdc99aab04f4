"""The business, and what its identity, numbering and defaults may be."""

from app.settings.rules.business import (
    COLOUR,
    Activity,
    Business,
    PenaltyBasis,
    VatOn,
    VatRegime,
    blank_business,
    french_vat_number,
)
from app.settings.rules.checks import checked
from app.settings.rules.logo import LOGO_MOST, LogoKind, logo_kind
from app.settings.rules.mail import Encryption, MailAccess, check_host, mail_access

__all__ = [
    "COLOUR",
    "LOGO_MOST",
    "Activity",
    "Business",
    "Encryption",
    "LogoKind",
    "MailAccess",
    "PenaltyBasis",
    "VatOn",
    "VatRegime",
    "blank_business",
    "check_host",
    "checked",
    "french_vat_number",
    "logo_kind",
    "mail_access",
]
