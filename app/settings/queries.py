"""The business as it is now."""

from dataclasses import fields

from app.core import identifiers
from app.core.errors import N_, Finding, Refused, finding, refuse
from app.core.located import IntegrityCheck
from app.settings import tables
from app.settings.rules import Business

_COLUMNS = [field.name for field in fields(Business)]


async def maybe_business() -> Business | None:
    """The business, or None before the set-up."""
    # Every page asks for it: written out, it costs a third.
    rows = await tables.Business.raw("SELECT * FROM business WHERE id = 1")
    return Business(**{name: rows[0][name] for name in _COLUMNS}) if rows else None


async def business() -> Business:
    """The business; refused (settings.missing) before the set-up."""
    found = await maybe_business()
    if found is None:
        raise refuse("settings.missing", "The business has not been set up yet.")
    return found


async def check_identity() -> list[Finding]:
    """Numbers of the business whose key is wrong: every document would carry them."""
    shop = await maybe_business()
    if shop is None:
        return []
    judged = (
        ("SIREN", shop.siren, identifiers.siren),
        ("SIRET", shop.siret, identifiers.siret),
        ("IBAN", shop.iban, identifiers.iban),
    )
    found = []
    for name, value, judge in judged:
        try:
            judge(value) if value else None
        except Refused:
            message = N_("the %(name)s of the business, %(value)s, is not valid")
            found.append(finding("check", message, name=name, value=value))
    return found


CHECKS: list[IntegrityCheck] = [("the business’s own numbers", check_identity)]
