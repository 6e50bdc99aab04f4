"""The French set: who the parties are, and where they are reached (BR-FR-09 to 13, 21 to 32)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from app.core.errors import N_
from app.invoices.rules.einvoice.model import DIRECTORY, SIREN, SIRET, EInvoice, Identifier, Trader
from app.invoices.rules.einvoice.registry import Facts, RuleSet, when

FRENCH_PARTIES = RuleSet()

_SIREN = re.compile(r"\d{9}", re.ASCII)
_SIRET = re.compile(r"\d{14}", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z0-9+\-_.]+")


@FRENCH_PARTIES.rule(
    "BR-FR-09", "BT-46", N_("The SIRET %(siret)s does not begin with the SIREN (%(rule)s).")
)
def sirets_begin_with_siren(e: EInvoice) -> Iterator[Facts]:
    for party, field in ((e.seller, None), (e.buyer, "client")):
        for siret in (each.value for each in party.ids if each.scheme == SIRET):
            if not _SIRET.fullmatch(siret) or siret[:9] != siren_of(party):
                yield {"siret": siret, "field": field}


@FRENCH_PARTIES.rule(
    "BR-FR-10", "BT-30", N_("The SIREN of the business is missing: see Settings (%(rule)s).")
)
def seller_has_siren(e: EInvoice) -> Iterable[Facts]:
    return when(not _SIREN.fullmatch(siren_of(e.seller)))


@FRENCH_PARTIES.rule(
    "BR-FR-11",
    "BT-47",
    N_("The client’s SIREN is missing: add it to the client (%(rule)s)."),
    "client",
)
def buyer_has_siren(e: EInvoice) -> Iterable[Facts]:
    return when(_between_businesses(e) and not _SIREN.fullmatch(siren_of(e.buyer)))


@FRENCH_PARTIES.rule(
    "BR-FR-12",
    "BT-49",
    N_("The client has no electronic address: it needs a SIREN (%(rule)s)."),
    "client",
)
def buyer_addressed(e: EInvoice) -> Iterable[Facts]:
    return when(not (e.buyer.electronic and e.buyer.electronic.value))


@FRENCH_PARTIES.rule(
    "BR-FR-13", "BT-34", N_("The business has no electronic address: it needs a SIREN (%(rule)s).")
)
def seller_addressed(e: EInvoice) -> Iterable[Facts]:
    return when(not (e.seller.electronic and e.seller.electronic.value))


@FRENCH_PARTIES.rule(
    "BR-FR-21",
    "BT-49",
    N_("The client’s electronic address does not begin with its SIREN (%(rule)s)."),
    "client",
)
def buyer_address_begins_with_siren(e: EInvoice) -> Iterable[Facts]:
    address, siren = e.buyer.electronic or Identifier(""), siren_of(e.buyer)
    right = address.scheme == DIRECTORY and address.value.startswith(siren)
    return when(_between_businesses(e) and not right)


@FRENCH_PARTIES.rule(
    "BR-FR-23", "BT-49", N_("The electronic address %(address)s is malformed (%(rule)s).")
)
def addresses_plain(e: EInvoice) -> Iterable[Facts]:
    wrong = [a for a in _addresses(e) if a.scheme == DIRECTORY and not _ADDRESS.fullmatch(a.value)]
    return ({"address": each.value[:60]} for each in wrong)


@FRENCH_PARTIES.rule(
    "BR-FR-25", "BT-49", N_("The electronic address %(address)s is too long (%(rule)s).")
)
def addresses_short(e: EInvoice) -> Iterable[Facts]:
    return ({"address": each.value[:60]} for each in _addresses(e) if len(each.value) > 125)


@FRENCH_PARTIES.rule("BR-FR-32", "BT-30", N_("The SIREN %(siren)s has not nine digits (%(rule)s)."))
def sirens_have_nine_digits(e: EInvoice) -> Iterator[Facts]:
    for party in (e.seller, e.buyer):
        named = [party.legal_id, *party.ids]
        for each in named:
            if each and each.scheme == SIREN and not _SIREN.fullmatch(each.value.strip()):
                yield {"siren": each.value}


@FRENCH_PARTIES.rule(
    "BR-FR-CO-10", "BT-29", N_("A party has two identifiers of one list (%(rule)s).")
)
def identifiers_once(e: EInvoice) -> Iterator[Facts]:
    for party in (e.seller, e.buyer):
        schemes = Counter(each.scheme for each in party.ids)
        yield from when("" in schemes or any(n > 1 for n in schemes.values()))


def siren_of(party: Trader) -> str:
    """The SIREN of a party; "" without one."""
    legal = party.legal_id
    return legal.value if legal and legal.scheme == SIREN else ""


def _between_businesses(e: EInvoice) -> bool:
    return "B2B" in e.texts_of("BAR")


def _addresses(e: EInvoice) -> list[Identifier]:
    return [each for each in (e.seller.electronic, e.buyer.electronic) if each]
