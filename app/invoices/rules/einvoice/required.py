"""EN 16931: what a document must have (BR-01 to BR-65, as they apply to what we issue).

Left out because the model cannot break them: totals and amounts are never absent (BR-12 to 15, 22,
24, 26, 31, 36, 41, 43, 45, 46), and there is no payee, tax representative, card number, attachment,
second currency, item attribute or classification (BR-17 to 20, 51 to 54, 56, 64, 65).
"""

from collections.abc import Iterable, Iterator

from app.core.errors import N_
from app.invoices.rules.einvoice.model import EInvoice, Identifier, Line, Period
from app.invoices.rules.einvoice.registry import Facts, RuleSet, when

REQUIRED = RuleSet()
TRANSFERS = ("30", "58")


@REQUIRED.rule("BR-01", "BT-24", N_("The specification is not named (%(rule)s)."))
def specification_named(e: EInvoice) -> Iterable[Facts]:
    return when(not e.specification)


@REQUIRED.rule("BR-02", "BT-1", N_("The document has no number (%(rule)s)."))
def number_given(e: EInvoice) -> Iterable[Facts]:
    return when(not e.number)


@REQUIRED.rule("BR-03", "BT-2", N_("The document has no date (%(rule)s)."), "issued_on")
def date_given(e: EInvoice) -> Iterable[Facts]:
    return when(e.issued_on is None)


@REQUIRED.rule("BR-04", "BT-3", N_("The document does not say what kind it is (%(rule)s)."))
def kind_given(e: EInvoice) -> Iterable[Facts]:
    return when(not e.kind)


@REQUIRED.rule("BR-05", "BT-5", N_("The currency is missing (%(rule)s)."))
def currency_given(e: EInvoice) -> Iterable[Facts]:
    return when(not e.currency)


@REQUIRED.rule(
    "BR-06", "BT-27", N_("The name of the business is missing: see Settings (%(rule)s).")
)
def seller_named(e: EInvoice) -> Iterable[Facts]:
    return when(not e.seller.name)


@REQUIRED.rule("BR-07", "BT-44", N_("The client has no name (%(rule)s)."), "client")
def buyer_named(e: EInvoice) -> Iterable[Facts]:
    return when(not e.buyer.name)


@REQUIRED.rule(
    "BR-08", "BG-5", N_("The address of the business is missing: see Settings (%(rule)s).")
)
def seller_has_address(e: EInvoice) -> Iterable[Facts]:
    return when(e.seller.address is None)


@REQUIRED.rule(
    "BR-09", "BT-40", N_("The country of the business is missing: see Settings (%(rule)s).")
)
def seller_has_country(e: EInvoice) -> Iterable[Facts]:
    return when(not (e.seller.address and e.seller.address.country))


@REQUIRED.rule("BR-10", "BG-8", N_("The client has no address (%(rule)s)."), "client")
def buyer_has_address(e: EInvoice) -> Iterable[Facts]:
    return when(e.buyer.address is None)


@REQUIRED.rule("BR-11", "BT-55", N_("The client’s address has no country (%(rule)s)."), "client")
def buyer_has_country(e: EInvoice) -> Iterable[Facts]:
    return when(not (e.buyer.address and e.buyer.address.country))


@REQUIRED.rule("BR-16", "BG-25", N_("There is no line to invoice (%(rule)s)."))
def has_lines(e: EInvoice) -> Iterable[Facts]:
    return when(not e.lines)


@REQUIRED.rule("BR-21", "BT-126", N_("Line %(line)s has no identifier (%(rule)s)."))
def lines_identified(e: EInvoice) -> Iterable[Facts]:
    return (at(i) for i, line in enumerate(e.lines) if not line.id)


@REQUIRED.rule("BR-23", "BT-130", N_("Line %(line)s has no unit (%(rule)s)."))
def lines_have_units(e: EInvoice) -> Iterable[Facts]:
    return (at(i, "unit") for i, line in enumerate(e.lines) if not line.unit)


@REQUIRED.rule("BR-25", "BT-153", N_("Line %(line)s does not say what is sold (%(rule)s)."))
def lines_named(e: EInvoice) -> Iterable[Facts]:
    return (at(i, "label") for i, line in enumerate(e.lines) if not line.name)


@REQUIRED.rule(
    "BR-27",
    "BT-146",
    N_("Line %(line)s: a price is never negative. Make the quantity negative instead (%(rule)s)."),
)
def prices_positive(e: EInvoice) -> Iterable[Facts]:
    return (at(i, "unit_price") for i, line in enumerate(e.lines) if line.price < 0)


@REQUIRED.rule("BR-29", "BT-74", N_("The period ends before it begins (%(rule)s)."), "service_to")
def period_in_order(e: EInvoice) -> Iterable[Facts]:
    return when(_backwards(e.period))


@REQUIRED.rule("BR-30", "BT-135", N_("Line %(line)s: the period ends before it begins (%(rule)s)."))
def line_periods_in_order(e: EInvoice) -> Iterable[Facts]:
    return (at(i) for i, line in enumerate(e.lines) if _backwards(line.period))


@REQUIRED.rule("BR-32", "BT-95", N_("A discount has no VAT category (%(rule)s)."))
def allowances_have_category(e: EInvoice) -> Iterable[Facts]:
    return ({} for each in e.allowances if not each.is_charge and not each.category)


@REQUIRED.rule("BR-37", "BT-102", N_("A charge has no VAT category (%(rule)s)."))
def charges_have_category(e: EInvoice) -> Iterable[Facts]:
    return ({} for each in e.allowances if each.is_charge and not each.category)


# The norm says the same twice, under two ids.
@REQUIRED.rule("BR-33", "BT-97", N_("A discount does not say why (%(rule)s)."))
@REQUIRED.rule("BR-CO-21", "BT-97", N_("A discount does not say why (%(rule)s)."))
def allowances_have_reason(e: EInvoice) -> Iterable[Facts]:
    return ({} for each in e.allowances if not each.is_charge and not _reasoned(each))


@REQUIRED.rule("BR-38", "BT-104", N_("A charge does not say why (%(rule)s)."))
@REQUIRED.rule("BR-CO-22", "BT-104", N_("A charge does not say why (%(rule)s)."))
def charges_have_reason(e: EInvoice) -> Iterable[Facts]:
    return ({} for each in e.allowances if each.is_charge and not _reasoned(each))


@REQUIRED.rule("BR-42", "BT-139", N_("Line %(line)s: the discount does not say why (%(rule)s)."))
@REQUIRED.rule("BR-CO-23", "BT-139", N_("Line %(line)s: the discount does not say why (%(rule)s)."))
def line_allowances_have_reason(e: EInvoice) -> Iterable[Facts]:
    return _line_unreasoned(e, is_charge=False)


@REQUIRED.rule("BR-44", "BT-144", N_("Line %(line)s: the charge does not say why (%(rule)s)."))
@REQUIRED.rule("BR-CO-24", "BT-144", N_("Line %(line)s: the charge does not say why (%(rule)s)."))
def line_charges_have_reason(e: EInvoice) -> Iterable[Facts]:
    return _line_unreasoned(e, is_charge=True)


@REQUIRED.rule("BR-47", "BT-118", N_("A part of the VAT has no category (%(rule)s)."))
def vat_categorised(e: EInvoice) -> Iterable[Facts]:
    return ({} for part in e.vat if not part.category)


@REQUIRED.rule("BR-48", "BT-119", N_("A part of the VAT has no rate (%(rule)s)."))
def vat_has_rate(e: EInvoice) -> Iterable[Facts]:
    return ({} for part in e.vat if part.rate is None and part.category != "O")


@REQUIRED.rule("BR-49", "BT-81", N_("The means of payment is missing (%(rule)s)."))
def means_given(e: EInvoice) -> Iterable[Facts]:
    return when(e.payment and not e.payment.means)


@REQUIRED.rule(
    "BR-50", "BT-84", N_("A transfer is asked for without an IBAN: see Settings (%(rule)s).")
)
@REQUIRED.rule(
    "BR-61", "BT-84", N_("A transfer is asked for without an IBAN: see Settings (%(rule)s).")
)
def transfer_has_account(e: EInvoice) -> Iterable[Facts]:
    return when(e.payment and e.payment.means in TRANSFERS and not e.payment.iban)


@REQUIRED.rule("BR-55", "BT-25", N_("An earlier invoice is cited without its number (%(rule)s)."))
def preceding_numbered(e: EInvoice) -> Iterable[Facts]:
    return ({} for each in e.preceding if not each.number)


@REQUIRED.rule("BR-57", "BT-80", N_("The delivery address has no country (%(rule)s)."))
def delivery_has_country(e: EInvoice) -> Iterable[Facts]:
    return when(e.delivery.address and not e.delivery.address.country)


@REQUIRED.rule(
    "BR-62", "BT-34", N_("The electronic address of the business has no scheme (%(rule)s).")
)
def seller_address_has_scheme(e: EInvoice) -> Iterable[Facts]:
    return when(_unschemed(e.seller.electronic))


@REQUIRED.rule("BR-63", "BT-49", N_("The client’s electronic address has no scheme (%(rule)s)."))
def buyer_address_has_scheme(e: EInvoice) -> Iterable[Facts]:
    return when(_unschemed(e.buyer.electronic))


def at(index: int, field: str = "") -> Facts:
    """The facts of a breach on a line: its place, and the field of the form to mend."""
    return {"line": index + 1} | ({"field": f"line-{index}-{field}"} if field else {})


def _backwards(period: Period | None) -> bool:
    return bool(period and period.start and period.end and period.end < period.start)


def _reasoned(each: object) -> bool:
    return bool(getattr(each, "reason", "") or getattr(each, "reason_code", ""))


def _unschemed(address: Identifier | None) -> bool:
    return address is not None and not address.scheme


def _line_unreasoned(e: EInvoice, *, is_charge: bool) -> Iterator[Facts]:
    for i, line in enumerate(e.lines):
        yield from (at(i) for each in _of(line, is_charge) if not _reasoned(each))


def _of(line: Line, is_charge: bool) -> list[object]:
    return [each for each in line.allowances if each.is_charge == is_charge]
