"""The business as it is now."""

from dataclasses import fields

from app.core.errors import refuse
from app.settings import tables
from app.settings.rules import Business

_COLUMNS = [field.name for field in fields(Business)]


async def maybe_business() -> Business | None:
    """The business, or None before the set-up."""
    row = await tables.Business.select().where(tables.Business.id == 1).first()
    return Business(**{name: row[name] for name in _COLUMNS}) if row else None


async def business() -> Business:
    """The business; refused (settings.missing) before the set-up."""
    found = await maybe_business()
    if found is None:
        raise refuse("settings.missing", "The business has not been set up yet.")
    return found
