"""French names of the accounts and journals that acts post to (plan comptable général, law B9).

They are written in the books, which are French whoever reads the pages.
"""

ACCOUNTS = {
    "411": "Clients",
    "416": "Clients douteux ou litigieux",
    "4191": "Clients - Avances et acomptes reçus",
    "44571": "TVA collectée",
    "44587": "TVA sur prestations en attente d'encaissement",
    "471": "Comptes d'attente",
    "491": "Dépréciations des comptes de clients",
    "5112": "Chèques à encaisser",
    "5115": "Cartes bancaires à l'encaissement",
    "512": "Banque",
    "530": "Caisse",
    "580": "Virements internes",
    "654": "Pertes sur créances irrécouvrables",
    "658": "Charges diverses de gestion courante",
    "665": "Escomptes accordés",
    "68174": "Dotations aux dépréciations des créances",
    "706": "Prestations de services",
    "707": "Ventes de marchandises",
    "7085": "Ports et frais accessoires facturés",
    "709": "Rabais, remises et ristournes accordés",
    "758": "Produits divers de gestion courante",
    "7588": "Autres produits divers de gestion courante",
    "7631": "Revenus sur créances commerciales",
    "78174": "Reprises sur dépréciations des créances",
    "890": "Bilan d'ouverture",
}
JOURNALS = {
    "VE": "Ventes",
    "BQ": "Banque",
    "CA": "Caisse",
    "OD": "Opérations diverses",
    "AN": "À nouveau",
}


def account_label(account: str) -> str:
    """The account's name, or that of the account it is a part of; its number when neither is
    known."""
    for end in range(len(account), 1, -1):
        if found := ACCOUNTS.get(account[:end]):
            return found
    return account


def journal_label(journal: str) -> str:
    """The journal's name; its code when it is unknown."""
    return JOURNALS.get(journal, journal)


def auxiliary(client_id: int | None) -> str:
    """A client's account in the auxiliary ledger: "C000012"; "" without a client."""
    return "" if client_id is None else f"C{client_id:06}"
