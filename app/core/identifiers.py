"""Numbers and addresses that can be checked by themselves: SIREN, SIRET, VAT, IBAN, e-mail…

Each gives back the value as it is kept (compact) and raises Refused naming its field; "" stays "".
SIREN and SIRET have the key of Luhn, with La Poste's own rule (INSEE).
"""

import re
from collections.abc import Callable

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva as fr_tva

from app.core.countries import COUNTRIES, FRENCH_POSTCODES, VAT_PREFIXES
from app.core.errors import N_, refuse

_EMAIL = re.compile(r"[^@\s<>(),;:\"\\]+@[^@\s<>(),;:\"\\.]+(\.[^@\s<>(),;:\"\\.]+)+")
_FRENCH_POSTCODE = re.compile(r"(?!00)\d{5}", re.ASCII)
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 \-]{0,11}")
_FOREIGN_VAT = re.compile(r"[A-Z]{2,3}[A-Z0-9]{3,17}")
_SEPARATORS = re.compile(r"[\s.\-]")


def siren(text: str, field: str = "siren") -> str:
    """Nine digits with their key."""
    return _number(
        text,
        fr_siren.validate,
        field,
        "identifiers.siren",
        N_("“%(value)s” is not a SIREN: nine digits, the last of which checks the others."),
    )


def siret(text: str, field: str = "siret") -> str:
    """Fourteen digits with their key."""
    return _number(
        text,
        fr_siret.validate,
        field,
        "identifiers.siret",
        N_("“%(value)s” is not a SIRET: fourteen digits, the last of which checks the others."),
    )


def vat_number(text: str, field: str = "vat_number") -> str:
    """A VAT number of the European Union (Monaco included) or of Northern Ireland, with its key.

    Of another country only the form is checked: its prefix, then letters and digits.
    """
    compact = _SEPARATORS.sub("", text).upper()
    if not compact:
        return ""
    check: Callable[[str], str] = _foreign_vat
    if compact.startswith("FR"):
        check = fr_tva.validate
    elif compact[:2] in VAT_PREFIXES:
        check = eu_vat.validate
    try:
        check(compact)
    except (ValidationError, ValueError) as error:
        raise refuse(
            "identifiers.vat",
            "“%(value)s” is not a VAT number of its country.",
            field,
            value=text[:40],
        ) from error
    return compact


def _foreign_vat(compact: str) -> str:
    if compact[:2] not in COUNTRIES or not _FOREIGN_VAT.fullmatch(compact):
        raise ValueError(compact)
    return compact


def iban(text: str, field: str = "iban") -> str:
    """An IBAN with its key and its country's length."""
    compact = _SEPARATORS.sub("", text).upper()
    if not compact:
        return ""
    try:
        return str(IBAN(compact).compact)
    except (SchwiftyException, ValueError) as error:
        raise refuse(
            "identifiers.iban",
            "“%(value)s” is not an IBAN: a digit is wrong, missing or in another place.",
            field,
            value=text[:50],
        ) from error


def email(text: str, field: str = "email") -> str:
    """An address that can be written to, as far as its form tells."""
    kept = text.strip()
    if kept and (not _EMAIL.fullmatch(kept) or ".." in kept or len(kept) > 254):
        raise refuse("form.email", "“%(value)s” is not an e-mail address.", field, value=kept[:60])
    return kept


def postcode(text: str, place: str = "FR", field: str = "postcode") -> str:
    """Five digits in France, its overseas parts and Monaco; elsewhere letters and digits."""
    kept = " ".join(text.split()).upper()
    if not kept:
        return ""
    if place in FRENCH_POSTCODES:
        kept = kept.replace(" ", "")
        if not _FRENCH_POSTCODE.fullmatch(kept):
            raise refuse(
                "identifiers.postcode",
                "“%(value)s” is not a French postcode: five digits, like 69003.",
                field,
                value=text[:20],
            )
    elif not _POSTCODE.fullmatch(kept):
        raise refuse(
            "identifiers.postcode_abroad", "“%(value)s” is not a postcode.", field, value=text[:20]
        )
    return kept


def country(text: str, field: str = "country") -> str:
    """A country by its two letters; "" means France."""
    kept = text.strip().upper() or "FR"
    if kept not in COUNTRIES:
        raise refuse(
            "identifiers.country",
            "“%(value)s” is not a country: write its two letters, like FR or BE.",
            field,
            value=text[:40],
        )
    return kept


def _number(text: str, validate: Callable[[str], str], field: str, code: str, message: str) -> str:
    compact = _SEPARATORS.sub("", text)
    if not compact:
        return ""
    try:
        if not compact.isascii() or not compact.strip("0"):
            raise ValueError(compact)
        return str(validate(compact))
    except (ValidationError, ValueError) as error:
        raise refuse(code, message, field, value=text[:40]) from error
