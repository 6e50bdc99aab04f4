"""What electronic invoicing asks of the business and of each client, and what is missing.

Ordinance 2021-1190 and finance act 2026 (dates in the legal values `einvoicing.*`); identifiers and
addresses by the French rules BR-FR-09 to 13 and EN 16931 BR-07 to BR-11.
"""

from app.core.errors import N_
from app.invoices.rules.vat import EU

NO_NAME = N_("its name is missing")
NO_SIREN = N_("its SIREN is missing")
NO_SIRET = N_("its SIRET is missing")
NO_VAT_NUMBER = N_("its VAT number is missing")
NO_ADDRESS = N_("its address is not complete")
NO_PLATFORM = N_("no approved platform is noted")


def business_gaps(
    *,
    name: str,
    siren: str,
    siret: str,
    vat_number: str,
    address: tuple[str, str, str],
    charges_vat: bool,
    platform: str,
) -> list[str]:
    """What the seller lacks; `address` is street, postcode, town."""
    asked = (
        (NO_NAME, not name),
        (NO_SIREN, not siren),
        (NO_SIRET, not siret),
        (NO_VAT_NUMBER, charges_vat and not vat_number),
        (NO_ADDRESS, not all(address)),
        (NO_PLATFORM, not platform),
    )
    return [gap for gap, missing in asked if missing]


def client_gaps(
    *,
    kind: str,
    country: str,
    siren: str,
    siret: str,
    vat_number: str,
    address: tuple[str, str, str],
) -> list[str]:
    """What a buyer lacks. A private customer lacks nothing: those sales are reported in sums."""
    if kind == "consumer":
        return []
    at_home = country == "FR"
    asked = (
        (NO_SIREN, at_home and not siren and not (kind == "public" and siret)),
        # A public body is reached by its establishment.
        (NO_SIRET, at_home and kind == "public" and not siret),
        (NO_VAT_NUMBER, not at_home and country in EU and not vat_number),
        (NO_ADDRESS, not all(address)),
    )
    return [gap for gap, missing in asked if missing]
