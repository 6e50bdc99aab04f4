"""EN 16931: what must add up and agree (BR-CO-03 to BR-CO-26), and two sums of our own.

Decimals (BR-DEC-*) cannot be broken: every amount is a whole number of cents. BR-CO-05 to 08 ask
that a reason and its code mean the same, which no machine can judge.
"""

from collections.abc import Iterable, Iterator

from app.core.errors import N_
from app.core.money import Euros, line_net, vat_on
from app.invoices.rules.einvoice.codes import COUNTRY_CODES
from app.invoices.rules.einvoice.model import EInvoice, Line, Period
from app.invoices.rules.einvoice.registry import Facts, RuleSet, when
from app.invoices.rules.einvoice.required import at

SUMS = RuleSet()
# Rounding a price paid back from its VAT moves a cent per rate; more is a fault.
LARGEST_ROUNDING = 100


@SUMS.rule("BR-CO-03", "BT-7", N_("The day VAT is due is said twice (%(rule)s)."))
def vat_point_once(e: EInvoice) -> Iterable[Facts]:
    return when(e.vat_point and e.vat_point_code)


@SUMS.rule("BR-CO-04", "BT-151", N_("Line %(line)s has no VAT category (%(rule)s)."))
def lines_categorised(e: EInvoice) -> Iterable[Facts]:
    return (at(i, "vat_rate") for i, line in enumerate(e.lines) if not line.category)


@SUMS.rule(
    "BR-CO-09", "BT-31", N_("The VAT number %(number)s does not begin with a country (%(rule)s).")
)
def vat_numbers_prefixed(e: EInvoice) -> Iterable[Facts]:
    for number in (e.seller.vat_number, e.buyer.vat_number):
        if number and number[:2] not in COUNTRY_CODES | {"EL", "XI", "1A"}:
            yield {"number": number}


@SUMS.rule("BR-CO-10", "BT-106", N_("The lines do not add up to %(said)s (%(rule)s)."))
def lines_add_up(e: EInvoice) -> Iterable[Facts]:
    return _differs(e.sums.lines, sum(line.net for line in e.lines))


@SUMS.rule("BR-CO-11", "BT-107", N_("The discounts do not add up to %(said)s (%(rule)s)."))
def allowances_add_up(e: EInvoice) -> Iterable[Facts]:
    found = sum(each.amount for each in e.allowances if not each.is_charge)
    return _differs(e.sums.allowances, found)


@SUMS.rule("BR-CO-12", "BT-108", N_("The charges do not add up to %(said)s (%(rule)s)."))
def charges_add_up(e: EInvoice) -> Iterable[Facts]:
    found = sum(each.amount for each in e.allowances if each.is_charge)
    return _differs(e.sums.charges, found)


@SUMS.rule("BR-CO-13", "BT-109", N_("The total without VAT is %(found)s, not %(said)s (%(rule)s)."))
def net_adds_up(e: EInvoice) -> Iterable[Facts]:
    return _differs(e.sums.net, e.sums.lines - e.sums.allowances + e.sums.charges)


@SUMS.rule("BR-CO-14", "BT-110", N_("The VAT adds up to %(found)s, not %(said)s (%(rule)s)."))
def vat_adds_up(e: EInvoice) -> Iterable[Facts]:
    return _differs(e.sums.vat, sum(part.tax for part in e.vat))


@SUMS.rule("BR-CO-15", "BT-112", N_("The total with VAT is %(found)s, not %(said)s (%(rule)s)."))
def total_adds_up(e: EInvoice) -> Iterable[Facts]:
    return _differs(e.sums.total, e.sums.net + e.sums.vat)


@SUMS.rule("BR-CO-16", "BT-115", N_("What is to be paid is %(found)s, not %(said)s (%(rule)s)."))
def payable_adds_up(e: EInvoice) -> Iterable[Facts]:
    return _differs(e.sums.payable, e.sums.total - e.sums.paid + e.sums.rounding)


@SUMS.rule("BR-CO-17", "BT-117", N_("VAT on %(base)s is %(found)s, not %(said)s (%(rule)s)."))
def vat_is_rate_of_base(e: EInvoice) -> Iterable[Facts]:
    for part in e.vat:
        tax = vat_on(part.base, part.rate or 0)
        if part.tax != tax:
            yield {"base": Euros(part.base), "found": Euros(tax), "said": Euros(part.tax)}


@SUMS.rule("BR-CO-18", "BG-23", N_("The VAT is not broken down by rate (%(rule)s)."))
def vat_broken_down(e: EInvoice) -> Iterable[Facts]:
    return when(not e.vat)


@SUMS.rule("BR-CO-19", "BG-14", N_("The period has neither beginning nor end (%(rule)s)."))
def period_has_a_day(e: EInvoice) -> Iterable[Facts]:
    return when(_empty(e.period))


@SUMS.rule(
    "BR-CO-20", "BG-26", N_("Line %(line)s: the period has neither beginning nor end (%(rule)s).")
)
def line_periods_have_a_day(e: EInvoice) -> Iterable[Facts]:
    return (at(i) for i, line in enumerate(e.lines) if _empty(line.period))


@SUMS.rule(
    "BR-CO-25", "BT-9", N_("Neither the due day nor the terms are given (%(rule)s)."), "due_on"
)
def payable_has_terms(e: EInvoice) -> Iterable[Facts]:
    return when(e.sums.payable > 0 and not e.due_on and not e.terms)


@SUMS.rule(
    "BR-CO-26",
    "BT-30",
    N_("The business has neither SIREN nor VAT number: see Settings (%(rule)s)."),
)
def seller_identified(e: EInvoice) -> Iterable[Facts]:
    return when(not (e.seller.ids or e.seller.legal_id or e.seller.vat_number))


@SUMS.rule(
    "ECH-131",
    "BT-131",
    N_("Line %(line)s: quantity x price less discount is %(found)s, not %(said)s (%(rule)s)."),
)
def line_nets_add_up(e: EInvoice) -> Iterator[Facts]:
    """The calculation of BT-131, which the norm describes without giving it a rule."""
    for i, line in enumerate(e.lines):
        found = line_net(line.quantity, line.price) + _on_top(line)
        if line.net != found:
            yield {**at(i), "found": Euros(found), "said": Euros(line.net)}


@SUMS.rule("ECH-114", "BT-114", N_("A rounding of %(said)s is too large (%(rule)s)."))
def rounding_is_small(e: EInvoice) -> Iterable[Facts]:
    return when(abs(e.sums.rounding) > LARGEST_ROUNDING, said=Euros(e.sums.rounding))


def _differs(said: int, found: int) -> list[Facts]:
    return when(said != found, said=Euros(said), found=Euros(found))


def _empty(period: Period | None) -> bool:
    return bool(period and not period.start and not period.end)


def _on_top(line: Line) -> int:
    return sum(each.amount if each.is_charge else -each.amount for each in line.allowances)
