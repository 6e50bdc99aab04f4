"""What a SEPA mandate and a creditor identifier may be, and how a mandate stands on a day. Pure."""

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.core import identifiers
from app.core.calendar import add_months
from app.core.errors import N_, Finding, Refused, finding, refuse

# EPC409: the countries and territories of the schemes whose IBANs begin so.
_COUNTRIES = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT"
    " NL NO PL PT RO RS SE SI SK SM VA"
)
SEPA_COUNTRIES = frozenset(_COUNTRIES.split())
# EPC rulebooks, AT-T001: a mandate not used for 36 months lapses.
LAPSE_MONTHS = 36
WARN_MONTHS = 33
MAX_NOTICE = 60
LAW_NOTICE = 14
CHASE_DAYS = (7, 21)
MAX_REFERENCE = 35

_ICS = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
_REFERENCE = re.compile(r"[A-Za-z0-9+?/\-:().,' ]{1,35}")


class Scheme(StrEnum):
    """CORE: anybody, paid back on demand within 8 weeks. B2B: no consumer, no paying back."""

    CORE = "CORE"
    B2B = "B2B"


class Recurrence(StrEnum):
    """Whether a mandate serves again and again, or once."""

    RECURRING = "recurring"
    ONCE = "once"


class Ending(StrEnum):
    """Why a mandate serves no more."""

    REVOKED = "revoked"
    CLOSED = "closed"
    WRONG = "wrong"
    USED = "used"


class Standing(StrEnum):
    """How a mandate stands on a day."""

    UNSIGNED = "unsigned"
    UNREGISTERED = "unregistered"
    ACTIVE = "active"
    LAPSED = "lapsed"
    ENDED = "ended"


SCHEMES = {Scheme.CORE: N_("CORE – anybody"), Scheme.B2B: N_("B2B – between businesses")}
RECURRENCES = {Recurrence.RECURRING: N_("Recurring"), Recurrence.ONCE: N_("One debit only")}
ENDINGS = {
    Ending.REVOKED: N_("revoked by the client"),
    Ending.CLOSED: N_("the account is closed"),
    Ending.WRONG: N_("the account is wrong"),
    Ending.USED: N_("its last debit is made"),
}
STANDINGS = {
    Standing.UNSIGNED: N_("to be signed"),
    Standing.UNREGISTERED: N_("to be registered at the client’s bank"),
    Standing.ACTIVE: N_("in force"),
    Standing.LAPSED: N_("lapsed"),
    Standing.ENDED: N_("ended"),
}
TONES = {
    Standing.UNSIGNED: "ask",
    Standing.UNREGISTERED: "ask",
    Standing.ACTIVE: "good",
    Standing.LAPSED: "late",
    Standing.ENDED: "",
}


@dataclass(frozen=True)
class Creditor:
    """The business as a creditor: `ics` "" until the bank gave one; `cutoff` is the bank's hour on
    the last day; `lead_days` the TARGET days between that day and the collection; `says_first`: the
    bank wants to be told which debit of a mandate is the first."""

    ics: str = ""
    version: str = "02"
    address: str = "none"
    batch_booking: bool = True
    says_first: bool = False
    lead_days: int = 2
    cutoff: time = time(11, 0)
    notice_days: int = LAW_NOTICE
    asked_on: date | None = None
    contract_on: date | None = None

    @property
    def missing(self) -> list[str]:
        """What is still to be done before a file can be handed over, as message ids."""
        left = []
        if self.asked_on is None and not self.ics:
            left.append(N_("Ask your bank for a creditor identifier (ICS): it is free."))
        if not self.ics:
            left.append(N_("Type the identifier when it comes: its key is checked."))
        if self.contract_on is None:
            left.append(N_("Sign the contract for handing over debits with your bank."))
        return left


@dataclass(frozen=True)
class MandateValues:
    """What a person says of a mandate; `reference` "" is given by us."""

    client_id: int
    name: str
    iban: str = ""
    scheme: Scheme = Scheme.CORE
    recurrence: Recurrence = Recurrence.RECURRING
    reference: str = ""


def ics(text: str, field: str = "ics") -> str:
    """A SEPA creditor identifier with its key (EPC262-08: ISO 7064 mod 97-10, the three characters
    of the business code left out); "" stays "".

    >>> ics("DE98 ZZZ0 9999 9999 99")
    'DE98ZZZ09999999999'
    """
    compact = re.sub(r"[\s.\-]", "", text).upper()
    if not compact:
        return ""
    french = compact[:2] != "FR" or len(compact) == 13
    if not _ICS.fullmatch(compact) or not french or _remainder(compact) != 1:
        raise refuse(
            "mandates.ics",
            "“%(value)s” is not a creditor identifier: like FR72ZZZ123456, its 3rd and 4th"
            " characters check the others.",
            field,
            value=text[:40],
        )
    return compact


def _remainder(compact: str) -> int:
    turned = compact[7:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97


def checked(values: MandateValues, consumer: bool, need_iban: bool) -> MandateValues:
    """The mandate as it is kept; refused: B2B for a consumer, an IBAN that is wrong or outside of
    SEPA, a reference that the bank would refuse."""
    found: list[Finding] = []
    iban = ""
    try:
        iban = sepa_iban(values.iban)
    except Refused as refused:
        found.extend(refused.findings)
    if need_iban and not values.iban.strip():
        found.append(finding("form.missing", "This must be filled in.", "iban"))
    if not values.name.strip():
        found.append(finding("form.missing", "This must be filled in.", "name"))
    if values.scheme is Scheme.B2B and consumer:
        found.append(
            finding(
                "mandates.consumer",
                "A consumer cannot sign a B2B mandate: choose CORE.",
                "scheme",
            )
        )
    reference = values.reference.strip()
    if reference and not is_reference(reference):
        found.append(
            finding(
                "mandates.reference",
                "A reference has up to 35 letters without accents, digits or + ? / - : ( ) . , ’.",
                "reference",
            )
        )
    if found:
        raise Refused(found)
    return MandateValues(
        values.client_id,
        values.name.strip()[:70],
        iban,
        values.scheme,
        values.recurrence,
        reference,
    )


def is_reference(text: str) -> bool:
    """Whether a text may be a unique reference of a mandate (EPC: 35 characters of the latin set,
    no slash at an end nor two together)."""
    slashes = text.startswith("/") or text.endswith("/") or "//" in text
    return bool(_REFERENCE.fullmatch(text)) and text == text.strip() and not slashes


def sepa_iban(text: str, field: str = "iban") -> str:
    """An IBAN whose key is right and whose country takes part in SEPA; "" stays ""."""
    kept = identifiers.iban(text, field)
    if kept and kept[:2] not in SEPA_COUNTRIES:
        raise refuse(
            "mandates.not_sepa",
            "No debit can be made on an account of this country: %(country)s is not in SEPA.",
            field,
            country=kept[:2],
        )
    return kept


def lapses_on(signed_on: date, last_used_on: date | None) -> date:
    """The first day on which a mandate has lapsed: 36 months after its last debit, or signature."""
    return add_months(last_used_on or signed_on, LAPSE_MONTHS)


def standing(
    on: date,
    *,
    scheme: Scheme,
    signed_on: date | None,
    last_used_on: date | None,
    registered_on: date | None,
    ended_on: date | None,
) -> Standing:
    """How a mandate stands on a day."""
    if ended_on is not None:
        return Standing.ENDED
    if signed_on is None:
        return Standing.UNSIGNED
    if on >= lapses_on(signed_on, last_used_on):
        return Standing.LAPSED
    if scheme is Scheme.B2B and registered_on is None:
        return Standing.UNREGISTERED
    return Standing.ACTIVE
