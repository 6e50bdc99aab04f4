"""The file of entries: LPF art. A47 A-1, VII (law B8). Eighteen columns, tab, CRLF, ISO 8859-15.

What this program exports are the entries of sales and of what clients paid, in the format of the
"fichier des écritures comptables": the legal file is the whole accounting of a year, which the
accountant's software makes.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.books.rules.chart import Chart, auxiliary, journal_label
from app.books.rules.lines import BookEntry
from app.core.errors import refuse
from app.core.fiscal_years import FiscalYears

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
ENCODING = "iso8859-15"
_END = "\r\n"


@dataclass(frozen=True)
class PreviousExport:
    """The export made before, of the same days: what it held, and its bytes by their SHA-256."""

    id: int
    made_at: datetime
    sha256: str
    entries: int
    last_entry: int


def check_days(first: date, last: date) -> None:
    """Refused: days that end before they begin."""
    if last < first:
        raise refuse(
            "books.period",
            "The period ends on %(last)s, before it begins on %(first)s.",
            "until",
            first=first,
            last=last,
        )


def check_period(first: date, last: date, on: date, years: FiscalYears) -> None:
    """Refused: days that end before they begin, reach into the future or into two fiscal years."""
    check_days(first, last)
    if first > on:
        raise refuse("books.future", "The period begins after today.", "from")
    if years.of(first) != years.of(last):
        raise refuse(
            "books.two_years",
            "One file holds one fiscal year: this one ends on %(end)s.",
            "until",
            end=years.of(first).last,
        )


def filename(siren: str, end: date) -> str:
    """SIREN, "FEC" and the last day of the fiscal year (A47 A-1, IX). Refused: no SIREN.

    >>> filename("732829320", date(2026, 12, 31))
    '732829320FEC20261231.txt'
    """
    if len(siren) != 9 or not siren.isdigit():
        raise refuse("books.siren", "The file is named by the business’s SIREN, which is missing.")
    return f"{siren}FEC{_day(end)}.txt"


def head() -> bytes:
    """The first line: the names of the columns."""
    return ("\t".join(COLUMNS) + _END).encode(ENCODING)


def fec_lines(numbered: Iterable[tuple[int, BookEntry]], chart: Chart) -> bytes:
    """Lines of the file; each entry with its number in the file, from 1."""
    accounts: dict[str, str] = {}
    clients: dict[int | None, str] = {None: "\t"}
    written: list[str] = []
    for number, entry in numbered:
        before, after, valid = _entry_cells(number, entry)
        for account, client_id, name, debit, credit, letter, lettered_on in entry.lines:
            account_cells = accounts.get(account)
            if account_cells is None:
                account_cells = accounts[account] = _account_cells(account, chart)
            client = clients.get(client_id)
            if client is None:
                client = clients[client_id] = f"{auxiliary(client_id)}\t{plain(name)}"
            lettered = _day(lettered_on) if lettered_on else ""
            written.append(
                f"{before}\t{account_cells}\t{client}\t{after}\t{_amount(debit)}\t"
                f"{_amount(credit)}\t{letter}\t{lettered}\t{valid}\t\t{_END}"
            )
    return "".join(written).encode(ENCODING)


def _entry_cells(number: int, entry: BookEntry) -> tuple[str, str, str]:
    """What all lines of an entry have: columns 1 to 4, 9 to 11, and 16."""
    _, code, on, piece, label, subject, valid_on, _ = entry
    journal, day = journal_label(code), _day(on)
    return (
        f"{code}\t{journal}\t{number}\t{day}",
        f"{plain(piece) or subject}\t{day}\t{plain(label) or journal}",
        _day(valid_on),
    )


def _account_cells(account: str, chart: Chart) -> str:
    return f"{chart.number(account)}\t{plain(chart.label(account))}"


# Words that need nothing: most labels, ten times as fast.
_WORD = r"[!#-{}~À-ÿ]+"
_IS_PLAIN = re.compile(rf"(?:{_WORD}(?: {_WORD})*)?")


# An entry's labels are those of each of its lines, a client's name that of all its entries.
@lru_cache(maxsize=2_048)
def plain(text: str) -> str:
    """A label without what would break the file: separators, quotes, line ends and other control
    characters become one space; what ISO 8859-15 lacks is written with the letters it has.

    >>> plain('a|b\\tc"d\\r\\ne ')
    'a b c d e'
    """
    if _IS_PLAIN.fullmatch(text):
        return text
    spaced = "".join(" " if each in '|\t"' or _controls(each) else each for each in text)
    written = "".join(_known(each) for each in unicodedata.normalize("NFC", spaced))
    return " ".join(written.split())


def _controls(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp")


_STAND_INS = {"’": "'", "‘": "'", "“": "'", "”": "'", "–": "-", "—": "-", "−": "-", "…": "..."}


def _known(letter: str) -> str:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
        return _STAND_INS.get(letter, bare or "?")
    return letter


@lru_cache(maxsize=4_096)
def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _amount(cents: int) -> str:
    if not cents:
        return "0,00"
    return f"{cents // 100},{cents % 100:02}"


def description(name: str, business: str, first: date, last: date) -> bytes:
    """The file that goes with it (A47 A-1, XI): what its fields, codes and separators are."""
    text = f"""\
DESCRIPTION DU FICHIER {name}

Entreprise : {plain(business)}
Contenu : écritures de ventes et d'encaissements enregistrées par Échéance, au format du fichier
des écritures comptables (article A47 A-1 du livre des procédures fiscales).
Ce fichier n'est pas la comptabilité complète de l'exercice : il est à reprendre dans celle-ci.
Période : du {first:%d/%m/%Y} au {last:%d/%m/%Y}, selon la date d'écriture.

Fichier à plat, encodage ISO 8859-15. Séparateur de zones : tabulation. Fin de ligne : CR LF.
Dates : AAAAMMJJ. Montants en euros, virgule décimale, deux décimales, sans séparateur de milliers.
Première ligne : nom des champs.

Champs, dans l'ordre : {", ".join(COLUMNS)}.

EcritureNum : numéro continu des écritures du fichier, dans l'ordre de leur enregistrement.
ValidDate : jour de l'enregistrement ; une écriture enregistrée ne peut plus être modifiée.
PieceRef : numéro de la facture ou de l'avoir ; R suivi d'un numéro pour un encaissement.
CompAuxNum : C suivi du numéro du client. EcritureLet : lettrage du compte client, soldé au centime
dans le fichier ; ce qui règle une écriture d'un autre fichier n'en porte pas.
Montantdevise, Idevise : vides, toutes les opérations sont en euros.
Journaux : VE ventes, BQ banque, CA caisse, OD opérations diverses, AN à nouveau.
"""
    return text.replace("\n", _END).encode(ENCODING)
