"""What is refused about a business, every fault at once, each with its field."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from schwifty import BIC
from schwifty.exceptions import SchwiftyException

from app.core import identifiers
from app.core.errors import Finding, Refused, finding, refuse
from app.core.money import MAX_CENTS, RATE_SCALE, Euros
from app.settings.rules.business import Activity, Business, PenaltyBasis, VatOn, VatRegime

TERMS_MOST = 60
DIFFERENCE_MOST = 1_000

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_REQUIRED = ("name", "siren", "street", "postcode", "town")


def checked(business: Business) -> Business:
    """The business as it is kept, or a refusal with every fault.

    Required: name, SIREN and a whole address (C. com. L441-9, CGI ann. II 242 nonies A). A SIRET
    begins with the SIREN, a French VAT number ends with it; terms go up to 60 days (C. com.
    L441-10); the two series of numbers can never meet.
    """
    found: list[Finding] = []
    kept = _one_by_one(business, found)
    if not found:
        found.extend(_together(kept))
    if found:
        raise Refused(found)
    return kept


def _one_by_one(business: Business, found: list[Finding]) -> Business:
    def judge(check: Callable[[str], str], value: str) -> str:
        try:
            return check(value)
        except Refused as refused:
            found.extend(refused.findings)
            return value

    for name in _REQUIRED:
        if not getattr(business, name).strip():
            found.append(finding("form.missing", "This must be filled in.", name))
    place = judge(identifiers.country, business.country)
    changes: dict[str, Any] = {
        "country": place,
        "siren": judge(identifiers.siren, business.siren),
        "siret": judge(identifiers.siret, business.siret),
        "vat_number": judge(identifiers.vat_number, business.vat_number),
        "postcode": judge(lambda text: identifiers.postcode(text, place), business.postcode),
        "email": judge(identifiers.email, business.email),
        "mail_from": judge(lambda text: identifiers.email(text, "mail_from"), business.mail_from),
        "iban": judge(identifiers.iban, business.iban),
        "bic": judge(bic, business.bic),
        "colour": judge(colour, business.colour),
    }
    found.extend(_choices(business))
    found.extend(_numbers(business))
    return replace(business, **changes)


def bic(text: str) -> str:
    """Eight or eleven letters and digits of a bank, "" stays ""."""
    compact = re.sub(r"\s", "", text).upper()
    if not compact:
        return ""
    try:
        return str(BIC(compact).compact)
    except (SchwiftyException, ValueError) as error:
        raise refuse(
            "settings.bic",
            "“%(value)s” is not a BIC: eight or eleven letters and digits, like PSSTFRPPPAR.",
            "bic",
            value=text[:20],
        ) from error


def colour(text: str) -> str:
    """A colour as #rrggbb."""
    kept = text.strip().lower()
    if not _COLOUR.fullmatch(kept):
        raise refuse(
            "settings.colour",
            "“%(value)s” is not a colour: write it like #115c43.",
            "colour",
            value=text[:20],
        )
    return kept


def _choices(business: Business) -> Iterator[Finding]:
    for name, kind in (
        ("vat_regime", VatRegime),
        ("vat_on", VatOn),
        ("activity", Activity),
        ("penalty_basis", PenaltyBasis),
    ):
        value = getattr(business, name)
        if value not in [member.value for member in kind]:
            yield finding(
                "form.choice", "“%(value)s” is not one of the choices.", name, value=value[:60]
            )


def _numbers(business: Business) -> Iterator[Finding]:
    if not 0 <= business.terms_days <= TERMS_MOST:
        yield finding(
            "settings.terms",
            "Payment terms are from 0 to %(most)s days after the invoice (C. com. L441-10).",
            "terms_days",
            most=TERMS_MOST,
        )
    if business.penalty_rate is not None and not 0 < business.penalty_rate <= RATE_SCALE:
        yield finding(
            "settings.penalty", "A rate is more than 0 and at most 100 %.", "penalty_rate"
        )
    if business.capital is not None and not 0 <= business.capital <= MAX_CENTS:
        yield finding("settings.capital", "A capital is not negative.", "capital")
    if not 0 <= business.difference_limit <= DIFFERENCE_MOST:
        yield finding(
            "settings.difference",
            "A small difference is at most %(most)s: what is more is a loss, or a credit note.",
            "difference_limit",
            most=Euros(DIFFERENCE_MOST),
        )
    if not 0 <= business.write_off_limit <= MAX_CENTS:
        yield finding("settings.write_off", "This limit is not negative.", "write_off_limit")


def _together(business: Business) -> Iterator[Finding]:
    if business.siret and business.siret[:9] != business.siren:
        yield finding(
            "settings.siret_siren",
            "SIRET %(siret)s does not begin with SIREN %(siren)s.",
            "siret",
            siret=business.siret,
            siren=business.siren,
        )
    vat = business.vat_number
    if vat.startswith("FR") and vat[4:] != business.siren:
        yield finding(
            "settings.vat_siren",
            "VAT number %(vat)s is not that of SIREN %(siren)s.",
            "vat_number",
            vat=vat,
            siren=business.siren,
        )
    if _may_meet(business.invoice_format, business.credit_note_format):
        yield finding(
            "settings.series",
            "Invoices and credit notes must begin differently, like F{year} and A{year}.",
            "credit_note_format",
        )
    start, end = business.send_from, business.send_until
    if (start is None) != (end is None) or (start and end and start >= end):
        yield finding(
            "settings.hours",
            "Give both hours, the first before the second, or neither.",
            "send_until",
        )


def _may_meet(one: str, other: str) -> bool:
    """Whether two series could give the same number: one begins like the other, then digits."""
    short, long = sorted((one.partition("{")[0], other.partition("{")[0]), key=len)
    rest = long[len(short) :]
    return long.startswith(short) and (not rest or rest[0].isdigit())
