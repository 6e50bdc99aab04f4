"""Code lists of EN 16931 (BR-CL-*), as far as what we issue can use them."""

from collections.abc import Iterable, Iterator

from app.core.countries import COUNTRIES
from app.core.errors import N_
from app.invoices.rules.einvoice.model import Address, EInvoice, Identifier
from app.invoices.rules.einvoice.registry import Facts, RuleSet, when
from app.invoices.rules.einvoice.required import at

CODES = RuleSet()

COUNTRY_CODES = COUNTRIES | {"XI", "1A"}
# What we issue; the list of the norm is longer.
KINDS = frozenset({"380", "381", "384", "386"})
CATEGORIES = frozenset({"S", "E", "AE", "K", "G", "O", "Z"})
MEANS = frozenset({"10", "20", "30", "48", "58", "59", "97", "ZZZ", "1"})
VAT_POINTS = frozenset({"5", "29", "72"})
# UN/ECE recommendation 20: what our units come to.
UNITS = {
    "": "C62",
    "u": "C62",
    "unité": "C62",
    "unités": "C62",
    "pièce": "H87",
    "pièces": "H87",
    "h": "HUR",
    "heure": "HUR",
    "heures": "HUR",
    "min": "MIN",
    "j": "DAY",
    "jour": "DAY",
    "jours": "DAY",
    "semaine": "WEE",
    "semaines": "WEE",
    "mois": "MON",
    "trimestre": "QAN",
    "an": "ANN",
    "année": "ANN",
    "ans": "ANN",
    "g": "GRM",
    "kg": "KGM",
    "t": "TNE",
    "l": "LTR",
    "litre": "LTR",
    "litres": "LTR",
    "cl": "CLT",
    "m": "MTR",
    "ml": "MTR",
    "m²": "MTK",
    "m2": "MTK",
    "m³": "MTQ",
    "m3": "MTQ",
    "km": "KMT",
    "kwh": "KWH",
    "forfait": "LS",
    "lot": "SET",
    "paire": "PR",
}
UNIT_CODES = frozenset(UNITS.values())
_SCHEMES = frozenset({"0002", "0009", "0088", "0184", "0208", "0223", "0224", "0226", "0227"})
_ADDRESS_SCHEMES = frozenset({"0002", "0009", "0088", "0208", "0225", "EM"})
# Why there is no VAT (VATEX); the French ones are those of CGI 261 to 298 and of the franchise.
_VATEX = ("VATEX-EU-", "VATEX-FR-")


@CODES.rule("BR-CL-01", "BT-3", N_("%(code)s is not a kind of document that we issue (%(rule)s)."))
def known_kind(e: EInvoice) -> Iterable[Facts]:
    return when(e.kind and e.kind not in KINDS, code=e.kind)


@CODES.rule("BR-CL-04", "BT-5", N_("%(code)s is not the euro (%(rule)s)."))
def known_currency(e: EInvoice) -> Iterable[Facts]:
    return when(e.currency and e.currency != "EUR", code=e.currency)


@CODES.rule("BR-CL-06", "BT-8", N_("%(code)s does not say when VAT is due (%(rule)s)."))
def known_vat_point(e: EInvoice) -> Iterable[Facts]:
    return when(e.vat_point_code and e.vat_point_code not in VAT_POINTS, code=e.vat_point_code)


@CODES.rule("BR-CL-10", "BT-29", N_("%(code)s is not a known list of identifiers (%(rule)s)."))
def known_schemes(e: EInvoice) -> Iterable[Facts]:
    named = [*e.seller.ids, *e.buyer.ids, e.seller.legal_id, e.buyer.legal_id, e.delivery.site]
    return _unknown(named, _SCHEMES)


@CODES.rule("BR-CL-25", "BT-49", N_("%(code)s is not a known kind of address (%(rule)s)."))
def known_address_schemes(e: EInvoice) -> Iterable[Facts]:
    return _unknown([e.seller.electronic, e.buyer.electronic], _ADDRESS_SCHEMES)


@CODES.rule("BR-CL-14", "BT-55", N_("%(code)s is not a country (%(rule)s)."), "client")
def known_countries(e: EInvoice) -> Iterator[Facts]:
    for address in (e.seller.address, e.buyer.address, e.delivery.address):
        if _abroad(address):
            yield {"code": address.country if address else ""}


@CODES.rule("BR-CL-16", "BT-81", N_("%(code)s is not a means of payment (%(rule)s)."))
def known_means(e: EInvoice) -> Iterable[Facts]:
    means = e.payment.means if e.payment else ""
    return when(means and means not in MEANS, code=means)


@CODES.rule("BR-CL-17", "BT-118", N_("%(code)s is not a category of VAT (%(rule)s)."))
def known_categories(e: EInvoice) -> Iterator[Facts]:
    for code in {part.category for part in e.vat} | {each.category for each in e.allowances}:
        yield from when(code and code not in CATEGORIES, code=code)


@CODES.rule(
    "BR-CL-18", "BT-151", N_("Line %(line)s: %(code)s is not a category of VAT (%(rule)s).")
)
def known_line_categories(e: EInvoice) -> Iterator[Facts]:
    for i, line in enumerate(e.lines):
        if line.category and line.category not in CATEGORIES:
            yield {**at(i, "vat_rate"), "code": line.category}


@CODES.rule("BR-CL-22", "BT-121", N_("%(code)s is not a reason without VAT (%(rule)s)."))
def known_reasons(e: EInvoice) -> Iterator[Facts]:
    for part in e.vat:
        if part.reason_code and not part.reason_code.startswith(_VATEX):
            yield {"code": part.reason_code}


@CODES.rule("BR-CL-23", "BT-130", N_("Line %(line)s: %(code)s is not a unit (%(rule)s)."))
def known_units(e: EInvoice) -> Iterator[Facts]:
    for i, line in enumerate(e.lines):
        if line.unit and line.unit not in UNIT_CODES:
            yield {**at(i, "unit"), "code": line.unit}


def unit_code(unit: str) -> str:
    """The code of a unit as typed; "one" (C62) for what has no code of its own."""
    return UNITS.get(unit.strip().lower().rstrip("."), "C62")


def _unknown(named: Iterable[Identifier | None], known: frozenset[str]) -> Iterator[Facts]:
    for each in named:
        if each and each.scheme and each.scheme not in known:
            yield {"code": each.scheme}


def _abroad(address: Address | None) -> bool:
    return bool(address and address.country and address.country not in COUNTRY_CODES)
