"""EN 16931: the ten rules of each category of VAT (BR-S, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-Z).

They read alike, so that each is made once for all categories: 01 breakdown, 02 to 04 who must be
identified, 05 to 07 the rate, 08 the base, 09 the tax, 10 the reason.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from app.core.errors import N_
from app.core.money import Euros, vat_on
from app.invoices.rules.einvoice.model import Allowance, EInvoice, Vat
from app.invoices.rules.einvoice.registry import Check, Facts, RuleSet, when
from app.invoices.rules.einvoice.required import at

BY_CATEGORY = RuleSet()
PREFIXES = {"S": "S", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "Z": "Z"}
REASONED = ("E", "AE", "K", "G", "O")

Place = Callable[[EInvoice, str], Sequence[Facts]]


def _lines(e: EInvoice, code: str) -> Sequence[Facts]:
    """Where the lines of a category are."""
    return [at(i, "vat_rate") for i, line in enumerate(e.lines) if line.category == code]


def _of_document(e: EInvoice, code: str, *, is_charge: bool) -> list[Allowance]:
    return [a for a in e.allowances if a.category == code and a.is_charge == is_charge]


def _allowances(e: EInvoice, code: str) -> Sequence[Facts]:
    return [{} for _ in _of_document(e, code, is_charge=False)]


def _charges(e: EInvoice, code: str) -> Sequence[Facts]:
    return [{} for _ in _of_document(e, code, is_charge=True)]


def _parts(e: EInvoice, code: str) -> list[Vat]:
    return [part for part in e.vat if part.category == code]


def _breakdown(code: str) -> Check:
    """01: used, it is broken down once (S: for each rate); and the other way round."""

    def check(e: EInvoice) -> Iterable[Facts]:
        used = bool(_lines(e, code) or _allowances(e, code) or _charges(e, code))
        count = len(_parts(e, code))
        if code == "S":
            return when(used and not count, category=code)
        return when(count != int(used), category=code)

    return check


def _identified(code: str, place: Place) -> Check:
    """02 to 04: whose numbers must be there, or must not."""

    def check(e: EInvoice) -> Iterable[Facts]:
        found = place(e, code)
        return [{"category": code}] if found and not _has_numbers(e, code) else []

    return check


def _has_numbers(e: EInvoice, code: str) -> bool:
    seller, buyer = e.seller, e.buyer
    if code == "O":
        return not seller.vat_number and not buyer.vat_number
    if code == "K":
        return bool(seller.vat_number and buyer.vat_number)
    if code == "G":
        return bool(seller.vat_number)
    known = bool(seller.vat_number or seller.tax_number)
    if code == "AE":
        return known and bool(buyer.vat_number or buyer.legal_id)
    return known


def _is_rate(code: str, rate: int | None) -> bool:
    if code == "S":
        return rate is not None and rate > 0
    return rate is None if code == "O" else rate == 0


def _line_rate(code: str) -> Check:
    """05: more than zero for S, none for O, zero for the others."""

    def check(e: EInvoice) -> Iterator[Facts]:
        for i, line in enumerate(e.lines):
            if line.category == code and not _is_rate(code, line.rate):
                yield {**at(i, "vat_rate"), "category": code}

    return check


def _document_rate(code: str, is_charge: bool) -> Check:
    """06 and 07: the same of discounts and charges."""

    def check(e: EInvoice) -> Iterator[Facts]:
        for each in _of_document(e, code, is_charge=is_charge):
            yield from when(not _is_rate(code, each.rate), category=code)

    return check


def _base(code: str) -> Check:
    """08: the base is the lines of the category (S: and rate), less discounts, plus charges."""

    def check(e: EInvoice) -> Iterator[Facts]:
        for part in _parts(e, code):
            found = _sum_of(e, code, part.rate)
            if part.base != found:
                yield {"category": code, "said": Euros(part.base), "found": Euros(found)}

    return check


def _sum_of(e: EInvoice, code: str, rate: int | None) -> int:
    def counts(category: str, other: int | None) -> bool:
        return category == code and (code != "S" or other == rate)

    lines = sum(line.net for line in e.lines if counts(line.category, line.rate))
    return lines + sum(
        each.amount if each.is_charge else -each.amount
        for each in e.allowances
        if counts(each.category, each.rate)
    )


def _tax(code: str) -> Check:
    """09: the tax is the rate of the base; nothing where there is no rate."""

    def check(e: EInvoice) -> Iterator[Facts]:
        for part in _parts(e, code):
            found = vat_on(part.base, part.rate or 0) if code == "S" else 0
            if part.tax != found:
                yield {"category": code, "said": Euros(part.tax), "found": Euros(found)}

    return check


def _reason(code: str) -> Check:
    """10: a reason where there is no VAT, and only there."""

    def check(e: EInvoice) -> Iterator[Facts]:
        for part in _parts(e, code):
            given = bool(part.reason or part.reason_code)
            yield from when(given != (code in REASONED), category=code)

    return check


def _messages(code: str) -> dict[str, str]:
    who = (
        N_("Not subject to VAT: neither party’s VAT number may be given (%(rule)s).")
        if code == "O"
        else N_("VAT of category %(category)s: a party’s VAT number is missing (%(rule)s).")
    )
    other = N_("A discount or charge has not the rate of VAT category %(category)s (%(rule)s).")
    return {
        "01": N_("VAT of category %(category)s is not broken down once (%(rule)s)."),
        "02": who,
        "03": who,
        "04": who,
        "05": N_("Line %(line)s: the rate is not one of VAT category %(category)s (%(rule)s)."),
        "06": other,
        "07": other,
        "08": N_("VAT of category %(category)s is on %(found)s, not on %(said)s (%(rule)s)."),
        "09": N_("VAT of category %(category)s comes to %(found)s, not %(said)s (%(rule)s)."),
        "10": (
            N_("VAT of category %(category)s: say why there is none (%(rule)s).")
            if code in REASONED
            else N_("VAT of category %(category)s has no reason to be absent (%(rule)s).")
        ),
    }


def _register(code: str) -> None:
    messages = _messages(code)
    for n, term, check in (
        ("01", "BG-23", _breakdown(code)),
        ("02", "BT-31", _identified(code, _lines)),
        ("03", "BT-31", _identified(code, _allowances)),
        ("04", "BT-31", _identified(code, _charges)),
        ("05", "BT-152", _line_rate(code)),
        ("06", "BT-96", _document_rate(code, False)),
        ("07", "BT-103", _document_rate(code, True)),
        ("08", "BT-116", _base(code)),
        ("09", "BT-117", _tax(code)),
        ("10", "BT-120", _reason(code)),
    ):
        BY_CATEGORY.rule(f"BR-{PREFIXES[code]}-{n}", term, messages[n])(check)


for _code in PREFIXES:
    _register(_code)


@BY_CATEGORY.rule(
    "BR-IC-11",
    "BT-72",
    N_("A delivery within the Union needs its day or the period (%(rule)s)."),
    "service_from",
)
def delivery_dated(e: EInvoice) -> Iterable[Facts]:
    dated = e.delivery.on or (e.period and (e.period.start or e.period.end))
    return when(_parts(e, "K") and not dated)


@BY_CATEGORY.rule(
    "BR-IC-12", "BT-80", N_("A delivery within the Union needs its country (%(rule)s).")
)
def delivery_placed(e: EInvoice) -> Iterable[Facts]:
    placed = e.delivery.address and e.delivery.address.country
    return when(_parts(e, "K") and not placed)


_ALONE = N_("What is not subject to VAT cannot stand beside what is (%(rule)s).")


@BY_CATEGORY.rule("BR-O-11", "BG-23", _ALONE)
def untaxed_parts_alone(e: EInvoice) -> Iterable[Facts]:
    return when(_parts(e, "O") and any(part.category != "O" for part in e.vat))


@BY_CATEGORY.rule("BR-O-12", "BG-25", _ALONE)
def untaxed_lines_alone(e: EInvoice) -> Iterable[Facts]:
    return when(_parts(e, "O") and any(line.category != "O" for line in e.lines))


@BY_CATEGORY.rule("BR-O-13", "BG-20", _ALONE)
def untaxed_allowances_alone(e: EInvoice) -> Iterable[Facts]:
    others = [each for each in e.allowances if not each.is_charge and each.category != "O"]
    return when(_parts(e, "O") and others)


@BY_CATEGORY.rule("BR-O-14", "BG-21", _ALONE)
def untaxed_charges_alone(e: EInvoice) -> Iterable[Facts]:
    others = [each for each in e.allowances if each.is_charge and each.category != "O"]
    return when(_parts(e, "O") and others)
