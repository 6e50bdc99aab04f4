"""The titles by which the fields of each kind of file are known, in French and English."""

import re
from enum import StrEnum
from functools import lru_cache

from app.core.errors import N_
from app.core.text import searchable


class Kind(StrEnum):
    """What a file holds."""

    CLIENTS = "clients"
    CONTRACTS = "contracts"
    HISTORY = "history"
    AMOUNTS = "amounts"
    PRODUCTS = "products"


# Each field with the titles that mean it, beside its own name; "!" marks a column that must be
# there, though its cells may be empty.
_CLIENTS = {
    "name!": "nom, raison sociale, denomination, client, nom du client, nom client, societe, "
    "company",
    "kind": "type, type de client, nature, categorie",
    "siren": "n siren, no siren, numero siren, siren siret",
    "siret": "n siret, no siret, numero siret",
    "vat_number": "vat, n de tva, no de tva, n tva, numero de tva, tva intracommunautaire, "
    "n tva intracommunautaire, n de tva intracommunautaire, numero de tva intracommunautaire",
    "email": "e mail, mail, courriel, adresse e mail, adresse email, adresse mail",
    "phone": "telephone, tel, mobile, portable, n de telephone",
    "street": "rue, adresse, address, voie, adresse 1",
    "postcode": "code postal, cp, postal code, zip, zip code",
    "town": "ville, city, commune, localite",
    "country": "pays, code pays",
    "language": "langue, langue des documents, language of documents",
    "terms_days": "terms, payment terms, delai, delai de paiement, delai de reglement, "
    "delai de paiement jours, conditions de paiement",
    "iban": "n iban, compte bancaire",
    "group": "groupe, group name, famille",
}
_CLIENT_OF = {
    "client!": "nom, nom du client, nom client, raison sociale, societe, customer, debiteur",
    "siren": "siren du client, siren client, n siren, siret",
    "postcode": "code postal, cp, code postal du client",
}
_CONTRACTS = _CLIENT_OF | {
    "reference!": "ref, reference du contrat, n de contrat, n contrat, no de contrat, "
    "numero de contrat, numero, contrat",
    "label!": "libelle, designation, description, objet, intitule, prestation",
    "quantity!": "quantite, qte, qty, nombre",
    "unit_price!": "prix unitaire, prix unitaire ht, prix ht, prix, pu, pu ht, price",
    "vat_rate!": "tva, taux de tva, taux tva, vat",
    "frequency!": "frequence, periodicite, rythme",
    "start_on!": "start, start date, debut, date de debut, date debut, debut le",
    "end_on": "end, end date, fin, date de fin, date fin, fin le",
    "billing": "facturation, terme, a terme",
    "anchor_day": "anchor, jour, jour de facturation, jour d ancrage",
    "mode": "mode de facturation",
    "bill_from": "facturer a partir du, facture a partir du, premiere facture le",
}
_HISTORY = _CLIENT_OF | {
    "number!": "numero, n, no, num, n facture, no facture, n de facture, no de facture, "
    "numero facture, numero de facture, facture, invoice, invoice number, piece, n piece",
    "issued_on!": "issued, issue date, invoice date, date, date facture, date de facture, "
    "date de la facture, date d emission, emise le, facturee le",
    "due_on!": "due, due date, echeance, date echeance, date d echeance, a payer le, "
    "a payer avant le",
    "amount!": "montant, montant ttc, ttc, total, total ttc, amount incl vat, total incl vat",
    "paid_on!": "paid, payment date, paye le, payee le, date de paiement, date paiement, "
    "regle le, reglee le, date de reglement, date reglement, encaisse le, encaissee le, "
    "date d encaissement",
    "paid_amount": "amount paid, montant paye, montant regle, montant encaisse, deja paye, "
    "deja regle, paye, regle, encaisse",
    "disputed": "dispute, litige, en litige, conteste, contestee",
}
_AMOUNTS = {
    "reference!": _CONTRACTS["reference!"] + ", contract",
    "period!": "periode, mois, month, date, jour, period from, periode du, debut de periode, "
    "periode de prestation",
    "net": "amount, montant, montant ht, ht, total ht, amount excl vat, excl vat",
    "quantity": "quantite, qte, qty, nombre, consommation, releve, index",
    "line": "ligne, libelle, designation, prestation, article, label, texte",
}
# One of the two prices is enough; a business that charges no VAT needs no rate.
_PRODUCTS = {
    "name!": "nom, produit, article, libelle, designation, nom du produit, product, product name, "
    "intitule",
    "price": "prix ht, prix unitaire ht, pu ht, prix de vente ht, prix hors taxe, prix, "
    "prix unitaire, unit price, price excl vat",
    "gross": "prix ttc, prix unitaire ttc, pu ttc, prix de vente ttc, prix de vente, "
    "price incl vat",
    "vat_rate": "tva, taux de tva, taux tva, vat, code tva",
    "barcode": "code barre, code barres, code a barres, ean, ean13, ean 13, gtin, gencod, upc",
    "category": "categorie, famille, rayon, groupe",
    "unit": "unite, unite de vente",
    "nature": "type, type d article, bien ou service",
    "detail": "description, detail, descriptif, details",
    "on_hand": "stock, quantite en stock, qte en stock, en stock, stock actuel, quantite, qte, "
    "stock on hand",
    "minimum": "stock minimum, stock mini, stock min, seuil, seuil d alerte, stock d alerte",
    "account": "compte, compte comptable, compte de vente, n de compte",
    "is_tile": "tuile, caisse, favori, tile",
}
# What our own file of refused lines adds: it can be mended and imported as it is.
REASON, LINE = N_("Reason of the refusal"), N_("Refused line")
OURS = frozenset({"reason of the refusal", "motif du refus", "refused line", "ligne refusee"})
FIELDS = {
    Kind.CLIENTS: _CLIENTS,
    Kind.CONTRACTS: _CONTRACTS,
    Kind.HISTORY: _HISTORY,
    Kind.AMOUNTS: _AMOUNTS,
    Kind.PRODUCTS: _PRODUCTS,
}


def folded(title: str) -> str:
    """A title as it is compared.

    >>> folded("Date d’Échéance (jj/mm/aaaa)"), folded("N° de facture"), folded("issued_on")
    ('date d echeance', 'n de facture', 'issued on')
    """
    bare = re.sub(r"\(.*?\)", " ", searchable(title.replace("º", "°")))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


@lru_cache(maxsize=8)
def meanings(kind: Kind) -> dict[str, str]:
    """The field that each title means, folded."""
    found: dict[str, str] = {}
    for name, titles in FIELDS[kind].items():
        field = name.rstrip("!")
        for title in (field, *titles.split(", ")):
            found[folded(title)] = field
    return found
