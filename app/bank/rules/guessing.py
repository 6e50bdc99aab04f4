"""A bank's table looked at: which column is what by its titles, how amounts and days are written by
all of its lines. What it finds is shown before anything is imported."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from app.bank.rules.amounts import decimal_of, has_cents
from app.bank.rules.layout import Days, Layout
from app.core.text import searchable

# Titles without case, accents and signs; the field's own name is one of them.
_TITLES = {
    "booked_on": "date, date operation, date de l operation, date d operation, date op, "
    "date comptable, date comptabilisation, date de comptabilisation, date ecriture, "
    "date d ecriture, jour, booked on, booking date, buchungstag, buchungsdatum, transaction date, "
    "date transaction, operation date, date mouvement, posting date, completed date",
    "value_on": "date valeur, date de valeur, valeur, value date, valutadatum, valuta, "
    "wertstellung",
    "label": "libelle, libelle operation, libelle de l operation, libelle simplifie, description, "
    "intitule, label, motif, communication, verwendungszweck, nature de l operation, operation, "
    "libelle court",
    "label_2": "libelle complementaire, informations complementaires, detail, details, memo, "
    "detail de l ecriture, libelle long, commentaire, information, remarque",
    "label_3": "complement, detail 2, libelle 2, libelle 3",
    "amount": "montant, montant eur, montant en eur, montant euros, montant en euros, amount, "
    "betrag, montant de l operation, valeur en eur, amount eur",
    "debit": "debit, debit euros, debit eur, debit en euros, montant debit, debits, retrait, "
    "sortie, money out, paid out, soll",
    "credit": "credit, credit euros, credit eur, credit en euros, montant credit, credits, depot, "
    "entree, money in, paid in, haben",
    "payer_name": "nom, tiers, contrepartie, nom du tiers, nom contrepartie, emetteur, donneur d "
    "ordre, counterparty, counterparty name, name, payer, auftraggeber, beneficiaire",
    "payer_iban": "iban contrepartie, iban du tiers, iban tiers, compte tiers, "
    "compte contrepartie, counterparty iban, iban emetteur",
    "bank_reference": "reference, ref, numero, n operation, numero d operation, reference "
    "operation, reference de l operation, transaction id, id, fitid, reference interne",
    "transaction_code": "type, type operation, type d operation, code operation, nature, "
    "categorie operation, transaction type",
    "currency": "devise, monnaie, ccy, currency, wahrung, devise du compte",
    "balance": "solde, solde eur, balance, saldo, solde apres operation, solde comptable",
    "account": "compte, numero de compte, n de compte, iban, account, iban du compte, "
    "compte bancaire, account number, konto",
}
_MEANS = {
    title.strip(): name
    for name, titles in _TITLES.items()
    for title in (*titles.split(","), name.replace("_", " "))
}
_SIGNS = re.compile(r"[^a-z0-9]+")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})", re.ASCII)
_DAYLESS = ("amount", "debit", "credit")


def folded(title: str) -> str:
    """A title without case, accents and signs: "Débit (€)" is "debit"."""
    return " ".join(_SIGNS.sub(" ", searchable(title)).split())


def suggested(header: Sequence[str]) -> dict[str, int]:
    """Each field's column as far as titles tell; of two that say the same, the first, but a second
    label goes on where the first ends."""
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        name = _MEANS.get(folded(title))
        if name == "label" and "label" in found:
            name = "label_2" if "label_2" not in found else "label_3"
        if name is not None:
            found.setdefault(name, place)
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
    else:
        found.pop("debit", None)
        found.pop("credit", None)
    return found


def titles_at(top: Sequence[Sequence[str]]) -> int | None:
    """Which of the first lines has the titles: the first that names a day and an amount; None when
    none does."""
    for at, cells in enumerate(top):
        found = suggested(cells)
        if "booked_on" in found and ("amount" in found or "debit" in found):
            return at
    return None


def follows(shown: Sequence[tuple[int, int]]) -> bool:
    """Whether amounts and what a column shows beside them are movements and the balance after each,
    from the top down or from the bottom up: most of them are. A line that is missing, or wrong,
    makes no other column of it: it is refused when it is read."""
    pairs = list(pairwise(shown))
    down = sum(balance == before + amount for (_, before), (amount, balance) in pairs)
    up = sum(before == balance + moved for (moved, before), (_, balance) in pairs)
    return 2 * max(up, down) > len(pairs) or not pairs


class Looking:
    """A table seen line by line: what its amounts and days tell of how they are written."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self.places = places
        self._decimals: Counter[str] = Counter()
        self._cents = False
        self._first = self._second = False
        self._accounts: set[str] = set()

    def see(self, cells: Sequence[str]) -> None:
        """One more line."""
        texts = [text for name in _DAYLESS if (text := self._cell(name, cells))]
        told = decimal_of(texts)
        if told:
            self._decimals[told] += 1
        self._cents = self._cents or has_cents(texts)
        match = _DAY.match(self._cell("booked_on", cells))
        if match:
            self._first = self._first or int(match[1]) > 12
            self._second = self._second or int(match[2]) > 12
        if len(self._accounts) < 3:
            self._accounts.add(self._cell("account", cells))

    def finished(self, layout: Layout) -> Layout:
        """The layout with what the lines told. An account column that says one thing on some
        lines and another on others is that of the other side."""
        # What most of them tell: an amount that tells otherwise is refused with its line.
        points, commas = self._decimals["."], self._decimals[","]
        decimal = "," if commas > points else "." if points > commas else ""
        if not self._cents:
            decimal = decimal or ","
        days = Days.MONTH_FIRST if self._second and not self._first else Days.DAY_FIRST
        places = dict(layout.places)
        if len(self._accounts) > 1 and "account" in places:
            place = places.pop("account")
            places.setdefault("payer_iban", place)
        return replace(layout, decimal=decimal, days=days, places=places)

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        place = self.places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""
