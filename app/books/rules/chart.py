"""French names of the accounts and journals that acts post to (plan comptable général, law B9).

They are written in the books, which are French whoever reads the pages. The owner may give each
account the number and the name that it has in the accountant's chart: acts go on posting to ours,
and whoever reads or takes the books finds theirs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.errors import Finding, Refused, finding, refuse

ACCOUNTS = {
    "108": "Compte de l'exploitant",
    "164": "Emprunts auprès des établissements de crédit",
    "401": "Fournisseurs",
    "411": "Clients",
    "416": "Clients douteux ou litigieux",
    "4191": "Clients - Avances et acomptes reçus",
    "44571": "TVA collectée",
    "421": "Personnel - Rémunérations dues",
    "431": "Sécurité sociale",
    "447": "Autres impôts, taxes et versements assimilés",
    "44587": "TVA sur prestations en attente d'encaissement",
    "471": "Comptes d'attente",
    "491": "Dépréciations des comptes de clients",
    "5112": "Chèques à encaisser",
    "5115": "Cartes bancaires à l'encaissement",
    "512": "Banque",
    "530": "Caisse",
    "531": "Caisse - autre point de vente",
    "58": "Virements internes",
    "580": "Virements internes",
    "613": "Locations",
    "627": "Services bancaires et assimilés",
    "654": "Pertes sur créances irrécouvrables",
    "658": "Charges diverses de gestion courante",
    "665": "Escomptes accordés",
    "68174": "Dotations aux dépréciations des créances",
    "706": "Prestations de services",
    "7062": "Prestations de services - Union européenne",
    "7063": "Prestations de services - Hors Union européenne",
    "707": "Ventes de marchandises",
    "7072": "Ventes de marchandises - Union européenne",
    "7073": "Ventes de marchandises - Hors Union européenne",
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


_NUMBER = re.compile(r"[1-7][0-9]{2,9}|8[0-9]{2,9}")
_MOST = 100


@dataclass(frozen=True)
class Account:
    """An account of the chart: `code` is what acts post to, `number` and `label` what is read."""

    code: str
    number: str
    label: str
    is_own: bool = False


@dataclass(frozen=True)
class Chart:
    """The accounts whose number or name the owner has set, and those added; by code."""

    changed: Mapping[str, Account] = field(default_factory=dict)

    def number(self, code: str) -> str:
        """What an account is called in the accountant's chart; its own code when nothing is set.

        >>> Chart({"706": Account("706", "706000", "Prestations")}).number("706")
        '706000'
        """
        kept = self.changed.get(code)
        return kept.number if kept else code

    def label(self, code: str) -> str:
        """The account's name, or that of the account it is a part of; its number when neither is
        known."""
        for end in range(len(code), 1, -1):
            if kept := self.changed.get(code[:end]):
                return kept.label
            if found := ACCOUNTS.get(code[:end]):
                return found
        return code

    def every(self, used: Iterable[str] = ()) -> list[Account]:
        """All there are, with those in `used` that nobody named; by code."""
        codes = {*ACCOUNTS, *self.changed, *used}
        return [
            Account(code, self.number(code), self.label(code), code not in ACCOUNTS)
            for code in sorted(codes)
        ]


def checked_account(chart: Chart, code: str, number: str, label: str) -> Account:
    """An account as it would be kept. Refused, with every fault: a number that is none of the same
    class, one that another account has, a name that is missing or would break a file."""
    number, label = "".join(number.split()), " ".join(label.split())
    found: list[Finding] = []
    if not _NUMBER.fullmatch(number):
        message = "“%(value)s” is no account: 3 to 10 digits, of which the first is its class."
        found.append(finding("books.account", message, "number", value=number[:20]))
    elif number[:2] != code[:2]:
        message = "Account %(account)s may be divided, not moved: its number begins with %(begin)s."
        found.append(finding("books.other_class", message, "number", account=code, begin=code[:2]))
    elif any(each.number == number for each in chart.every() if each.code != code):
        message = "Another account has number %(number)s already."
        found.append(finding("books.taken_number", message, "number", number=number))
    if not label:
        found.append(finding("form.missing", "This must be filled in.", "label"))
    elif len(label) > _MOST:
        message = "Too long: at most %(max)s characters."
        found.append(finding("form.too_long", message, "label", max=_MOST))
    elif not label.isprintable() or "|" in label:
        message = "This holds characters that cannot be printed."
        found.append(finding("form.characters", message, "label"))
    if found:
        raise Refused(found)
    return Account(code, number, label, code not in ACCOUNTS)


def new_code(chart: Chart, number: str) -> str:
    """The code of an account that the owner adds: its number. Refused: no account, or there is
    one already."""
    code = "".join(number.split())
    if code in ACCOUNTS or code in chart.changed:
        message = "Another account has number %(number)s already."
        raise refuse("books.taken_number", message, "number", number=code)
    return code


def journal_label(journal: str) -> str:
    """The journal's name; its code when it is unknown."""
    return JOURNALS.get(journal, journal)


def auxiliary(client_id: int | None) -> str:
    """A client's account in the auxiliary ledger: "C000012"; "" without a client."""
    return "" if client_id is None else f"C{client_id:06}"
