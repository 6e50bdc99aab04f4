"""VAT categories of EN 16931: which one fits a client, and why there is no VAT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.core.errors import N_
from app.invoices.rules.kinds import Nature
from app.invoices.rules.values import Adjustment, Delivery, LineDraft, Party
from app.settings.rules import Business


class Category(StrEnum):
    """UNTDID 5305, as far as a French business uses it (BR-FR-15)."""

    STANDARD = "S"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUT_OF_SCOPE = "O"
    ZERO = "Z"


EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR"),
        *("HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
FRANCHISE = "VATEX-FR-FRANCHISE"
# Of each category without VAT, the reason that goes without saying.
REASONS = {
    Category.REVERSE_CHARGE: "VATEX-EU-AE",
    Category.INTRA_COMMUNITY: "VATEX-EU-IC",
    Category.EXPORT: "VATEX-EU-G",
    Category.OUT_OF_SCOPE: "VATEX-EU-O",
}
# What an exempt line may say; without one, the note of the document is the reason.
EXEMPTIONS = {
    "VATEX-FR-CGI261-4": N_("Exempt: health care, teaching (CGI 261, 4)"),
    "VATEX-FR-CGI261-5": N_("Exempt: sale of buildings (CGI 261, 5)"),
    "VATEX-FR-CGI261-7": N_("Exempt: non-profit bodies (CGI 261, 7)"),
    "VATEX-FR-CGI261C-2": N_("Exempt: insurance (CGI 261 C, 2°)"),
    "VATEX-FR-CGI261D-2": N_("Exempt: unfurnished letting (CGI 261 D, 2°)"),
}
FULL_RATE = 2000


@dataclass(frozen=True)
class Taxed:
    """A line, allowance or charge as VAT sees it; `field` is where its rate is typed."""

    category: str
    rate: int
    exemption: str
    nature: str
    field: str
    line: int


@dataclass(frozen=True)
class Supply:
    """To whom and where: `delivered` when a day or a period of delivery is known."""

    buyer: Party
    delivery: Delivery | None
    delivered: bool
    explained: bool

    @property
    def country(self) -> str:
        """Where goods go."""
        return self.delivery.country if self.delivery else self.buyer.country


def categories(lines: Iterable[LineDraft]) -> list[LineDraft]:
    """Lines without VAT are exempt (E) unless they say otherwise: S is for a rate above 0."""
    return [
        replace(line, vat_category=Category.EXEMPT.value)
        if line.vat_rate == 0 and line.vat_category == Category.STANDARD
        else line
        for line in lines
    ]


def usual(business: Business, buyer: Party | None, nature: str) -> tuple[str, int]:
    """(category, rate) that fits a client, to start with.

    A company of another member state: reverse charge for services (directive 2006/112, art. 44 and
    196), exempt supply of goods (art. 138) with its VAT number, otherwise French VAT. Outside the
    union: export of goods, services out of scope for companies; a private customer's services are
    taxed here.
    """
    if not business.charges_vat:
        return Category.EXEMPT.value, 0
    if buyer is None or buyer.country == "FR":
        return Category.STANDARD.value, FULL_RATE
    goods, private = nature == Nature.GOODS, buyer.kind == "consumer"
    if buyer.country in EU:
        if private or not buyer.vat_number:
            return Category.STANDARD.value, FULL_RATE
        return (Category.INTRA_COMMUNITY if goods else Category.REVERSE_CHARGE).value, 0
    if goods:
        return Category.EXPORT.value, 0
    return (Category.STANDARD.value, FULL_RATE) if private else (Category.OUT_OF_SCOPE.value, 0)


def reason_code(category: str, typed: str, charges_vat: bool) -> str:
    """The VATEX code of a group: as typed, the franchise's, or the one that goes without saying."""
    if category in (Category.STANDARD, Category.ZERO):
        return ""
    if category == Category.EXEMPT and not charges_vat:
        return FRANCHISE
    return typed or next((code for key, code in REASONS.items() if key == category), "")


def taxed(lines: Sequence[LineDraft], adjustments: Sequence[Adjustment]) -> list[Taxed]:
    """Everything that has a category, in the order of the form."""
    return [
        *(
            Taxed(x.vat_category, x.vat_rate, x.exemption, x.nature, f"line-{at}-vat_rate", at + 1)
            for at, x in enumerate(lines)
        ),
        *(
            Taxed(a.vat_category, a.vat_rate, a.exemption, "", f"adjustment-{at}-vat_rate", 0)
            for at, a in enumerate(adjustments)
        ),
    ]
