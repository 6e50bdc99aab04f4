"""What contradicts in the VAT of a document: every reason, beside the field where it is typed."""

from collections.abc import Iterator, Sequence

from app.core.errors import Finding, finding
from app.invoices.rules.kinds import Nature
from app.invoices.rules.vat import EU, Category, Supply, Taxed
from app.law.rules import Law
from app.settings.rules import Business

_BOTH = (Category.REVERSE_CHARGE, Category.INTRA_COMMUNITY)


def vat_faults(
    every: Sequence[Taxed], supply: Supply, business: Business, law: Law, credits: bool
) -> Iterator[Finding]:
    """What contradicts, line by line; `credits`: a credit note takes over the rates of its day."""
    places = (business.postcode, supply.buyer.postcode)
    for each in every:
        if not business.charges_vat:
            yield from _franchise(each)
        elif each.category == Category.STANDARD:
            if not credits and each.rate not in law.vat_rates(*places):
                yield finding(
                    "invoices.rate_unknown",
                    "Line %(line)s has a VAT rate that the law does not know on that day.",
                    each.field,
                    line=each.line,
                )
        else:
            yield from _without(each, supply)
    yield from _together(every)


def _franchise(each: Taxed) -> Iterator[Finding]:
    if each.rate:
        yield finding(
            "invoices.rate_in_franchise",
            "Line %(line)s has VAT, but the business does not charge it.",
            each.field,
            line=each.line,
        )
    elif each.category != Category.EXEMPT:
        yield finding(
            "invoices.category_in_franchise",
            "Line %(line)s has category %(category)s, but without VAT every line is exempt.",
            each.field,
            line=each.line,
            category=each.category,
        )


def _without(each: Taxed, supply: Supply) -> Iterator[Finding]:
    if each.rate:
        yield finding(
            "invoices.rate_with_category",
            "Line %(line)s: category %(category)s has no VAT rate.",
            each.field,
            line=each.line,
            category=each.category,
        )
    if each.category == Category.EXEMPT and not each.exemption and not supply.explained:
        yield finding(
            "invoices.rate_zero",
            "Line %(line)s has no VAT: write the reason (the exemption) in the note.",
            each.field,
            line=each.line,
        )
    if each.category in _BOTH:
        yield from _both(each, supply)
    if each.category == Category.INTRA_COMMUNITY:
        yield from _intra_community(each, supply)
    if each.category == Category.EXPORT and supply.country in EU:
        yield finding(
            "invoices.export_inside",
            "Line %(line)s is an export, but it goes to %(country)s, within the European Union.",
            each.field,
            line=each.line,
            country=supply.country,
        )


def _both(each: Taxed, supply: Supply) -> Iterator[Finding]:
    """Reverse charge and supplies within the union: the buyer declares, so the buyer is known."""
    buyer = supply.buyer
    if buyer.kind == "consumer":
        yield finding(
            "invoices.reverse_private",
            "Line %(line)s: a private customer cannot declare the VAT instead of you.",
            each.field,
            line=each.line,
        )
    elif not buyer.vat_number and not (buyer.country == "FR" and buyer.siren):
        yield finding(
            "invoices.reverse_vat_number",
            "Line %(line)s leaves the VAT to %(client)s, whose VAT number is missing.",
            each.field,
            line=each.line,
            client=buyer.name,
        )


def _intra_community(each: Taxed, supply: Supply) -> Iterator[Finding]:
    if supply.country == "FR" or supply.country not in EU:
        yield finding(
            "invoices.community_country",
            "Line %(line)s is a supply to another member state, but it goes to %(country)s.",
            each.field,
            line=each.line,
            country=supply.country,
        )
    if each.nature == Nature.SERVICES:
        yield finding(
            "invoices.community_services",
            "Line %(line)s is a service: between member states it is a reverse charge (AE).",
            each.field,
            line=each.line,
        )
    if not supply.delivered:
        yield finding(
            "invoices.community_delivery",
            "A supply to another member state needs its day of delivery, or its period.",
            "delivered_on",
        )


def _together(every: Sequence[Taxed]) -> Iterator[Finding]:
    found = {each.category for each in every}
    if Category.OUT_OF_SCOPE in found and len(found) > 1:
        yield finding(
            "invoices.scope_alone",
            "What is outside the scope of VAT stands alone on its invoice: make two of this one.",
        )
    codes: dict[str, str] = {}
    for each in every:
        known = codes.setdefault(each.category, each.exemption)
        if each.category == Category.EXEMPT and known != each.exemption:
            yield finding(
                "invoices.two_exemptions",
                "Line %(line)s is exempt for another reason than the lines before: make two "
                "invoices.",
                each.field,
                line=each.line,
            )
