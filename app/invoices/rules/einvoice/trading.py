"""Who sells to whom, where it goes and how it is paid: the parties of a document in EN 16931."""

import re

from app.core.formats import money
from app.invoices.rules.einvoice.model import (
    DIRECTORY,
    SIREN,
    SIRET,
    Address,
    Delivery,
    Identifier,
    Payment,
    Trader,
)
from app.invoices.rules.einvoice.notes import in_france
from app.invoices.rules.kinds import Kind
from app.invoices.rules.printed import DocumentView
from app.invoices.rules.values import Party, Seller

SEPA_TRANSFER, SEPA_DEBIT = "58", "59"
_CAPITAL = {"fr": "%s au capital de %s", "en": "%s with a capital of %s"}
_SOLE = {"fr": "Entrepreneur individuel (EI)", "en": "Sole trader (EI)"}
_PAID_BY = {"card": "48", "cash": "10", "cheque": "20", "transfer": SEPA_TRANSFER}


def seller_of(seller: Seller, language: str, *, untaxed: bool) -> Trader:
    """BG-4. Without a VAT number the SIREN is the tax number (BT-32); what is outside the scope of
    VAT may show no VAT number (BR-O-02)."""
    siren = siren_of(seller)
    return Trader(
        name=seller.name,
        address=_address(seller),
        legal_id=Identifier(siren, SIREN) if siren else None,
        ids=(Identifier(seller.siret, SIRET),) if seller.siret else (),
        vat_number="" if untaxed else seller.vat_number,
        tax_number="" if untaxed or seller.vat_number else siren,
        legal_facts=_legal_facts(seller, language),
        electronic=Identifier(siren, DIRECTORY) if siren else None,
        phone=seller.phone,
        email=seller.email,
    )


def buyer_of(buyer: Party, *, untaxed: bool) -> Trader:
    """BG-7."""
    siren = siren_of(buyer)
    return Trader(
        name=buyer.name,
        address=_address(buyer),
        legal_id=Identifier(siren, SIREN) if siren else None,
        ids=(Identifier(buyer.siret, SIRET),) if buyer.siret else (),
        vat_number="" if untaxed else buyer.vat_number,
        electronic=_directory_address(buyer, siren) if siren and in_france(buyer) else None,
        email=buyer.email,
    )


def siren_of(party: Party) -> str:
    """The SIREN, which begins the SIRET where only that is known."""
    return party.siren or party.siret[:9]


def _directory_address(buyer: Party, siren: str) -> Identifier:
    """A public body is reached by its establishment, a company by its SIREN."""
    of_site = buyer.kind == "public" and buyer.siret
    return Identifier(f"{siren}_{buyer.siret}" if of_site else siren, DIRECTORY)


def _address(party: Party) -> Address:
    first, *others = party.street.splitlines() or [""]
    return Address(
        country=party.country,
        line=first,
        line_2=", ".join(others),
        town=party.town,
        postcode=party.postcode,
    )


def _legal_facts(seller: Seller, language: str) -> str:
    """BT-33: the form, the capital, the registry, "EI"."""
    form = seller.legal_form
    if form and seller.capital:
        spoken = _CAPITAL.get(language, _CAPITAL["fr"])
        form = spoken % (form, re.sub(r"[.,]00\b", "", money(seller.capital, language)))
    sole = _SOLE.get(language, _SOLE["fr"]) if seller.is_sole_trader else ""
    return ", ".join(part for part in (sole, form, seller.registry) if part)


def delivery_of(view: DocumentView) -> Delivery:
    """BG-13: where goods go when it is not the buyer's address; of a supply within the Union,
    always where (BR-IC-12)."""
    place = view.delivery
    if place:
        address = Address(place.country, place.street, "", place.town, place.postcode)
        return Delivery(place.name, view.delivered_on, address)
    inside = any(part.category == "K" for part in view.parts)
    return Delivery(on=view.delivered_on, address=_address(view.buyer) if inside else None)


def payment_of(view: DocumentView, number: str) -> Payment | None:
    """BG-16: how it was paid, or the debit or transfer to come; nothing of a credit note."""
    seller = view.seller
    if view.kind is Kind.CREDIT_NOTE:
        return None
    if view.paid_on:
        means = _PAID_BY.get(view.paid_by, "")
        return Payment(means) if means and means != SEPA_TRANSFER else None
    if view.debit:
        said = view.debit
        return Payment(
            SEPA_DEBIT,
            reference=number,
            mandate=said.reference,
            creditor=said.ics,
            debited_iban=said.iban,
        )
    if not seller.iban:
        return None
    return Payment(SEPA_TRANSFER, "", number, seller.iban, seller.name, seller.bic)
