"""How clients are found and told apart: what is searched, the key of an import, a row's version."""

import re
from dataclasses import fields
from enum import Enum
from hashlib import sha256

from app.clients.rules.values import ClientValues
from app.core.text import searchable

_DIGITS = re.compile(r"\D")


def search_text(values: ClientValues) -> str:
    """What a search looks into: name, numbers, address, group, folded; phone as digits."""
    return searchable(
        values.name,
        values.siret or values.siren,
        values.vat_number,
        values.email,
        values.postcode,
        values.town,
        values.group_name,
        _DIGITS.sub("", values.phone.replace("+33", "0")),
    )


def words(text: str) -> list[str]:
    """The words of a search, folded like what is searched; digits typed in groups count as one.

    >>> words("Hôtel 04 78 12")
    ['hotel', '047812']
    """
    folded = searchable(text[:200])
    joined = re.sub(r"(?<=\d)[ .](?=\d)", "", folded)
    return joined.split()[:8]


def import_key(values: ClientValues) -> str:
    """The key of an import: SIRET, else SIREN, else name and postcode."""
    if values.siret:
        return f"siret:{values.siret}"
    if values.siren:
        return f"siren:{values.siren}"
    return f"name:{searchable(values.name)[:170]}|{values.postcode}"


def version(values: ClientValues) -> str:
    """A mark of a row's values, by which an edit sees that someone else changed them meanwhile."""
    parts = [f"{each.name}={_plain(getattr(values, each.name))}" for each in fields(values)]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def changed(before: ClientValues, after: ClientValues) -> list[str]:
    """The names of the fields that differ."""
    return [
        each.name
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
    ]


def _plain(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)
