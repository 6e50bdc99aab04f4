"""Files of entries in the shapes that accounting programs take, beside the FEC format.

Their columns follow what these programs' own import screens ask for; each of them lets the
accountant match columns by hand, and the first line names them.
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from app.books.rules.chart import Chart, auxiliary, journal_label
from app.books.rules.fec import fec_lines, filename, head, plain
from app.books.rules.lines import BookEntry, BookLine

ENCODING = "cp1252"
_END = "\r\n"


class Layout(StrEnum):
    """The shape of a file of entries."""

    FEC = "fec"
    SAGE = "sage"
    CEGID = "cegid"
    PENNYLANE = "pennylane"


LAYOUT_LABELS = {
    Layout.FEC: "FEC",
    Layout.SAGE: "Sage (CSV)",
    Layout.CEGID: "Cegid (CSV)",
    Layout.PENNYLANE: "Pennylane (CSV)",
}
_COLUMNS = {
    Layout.SAGE: (
        *("Code journal", "Date", "Compte général", "Compte tiers", "Libellé", "N° pièce"),
        *("Débit", "Crédit"),
    ),
    Layout.CEGID: (
        *("Date", "Journal", "Général", "Auxiliaire", "Sens", "Montant", "Libellé", "Référence"),
    ),
    Layout.PENNYLANE: (
        *("Date", "Code journal", "Libellé du journal", "Numéro de compte", "Libellé du compte"),
        *("Compte auxiliaire", "Libellé auxiliaire", "Numéro de pièce", "Libellé de la ligne"),
        *("Débit", "Crédit", "Lettrage"),
    ),
}


def first_line(layout: Layout) -> bytes:
    """The names of the columns."""
    return head() if layout is Layout.FEC else _written(_COLUMNS[layout])


def entry_lines(layout: Layout, numbered: Iterable[tuple[int, BookEntry]], chart: Chart) -> bytes:
    """Lines of entries, each with its number in the file, from 1."""
    if layout is Layout.FEC:
        return fec_lines(numbered, chart)
    cells = _CELLS[layout]
    return b"".join(
        _written(cells(entry, line, chart)) for _, entry in numbered for line in entry.lines
    )


def file_name(layout: Layout, siren: str, first: date, last: date, year_end: date) -> str:
    """As the law says for FEC (refused without a SIREN), by the last day of the fiscal year; else
    by program and days.

    >>> file_name(Layout.SAGE, "", date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31))
    'ecritures-sage-2026-01-01-2026-03-31.csv'
    """
    if layout is Layout.FEC:
        return filename(siren, year_end)
    return f"ecritures-{layout}-{first}-{last}.csv"


def _written(cells: tuple[str, ...]) -> bytes:
    return (";".join(each.replace(";", ",") for each in cells) + _END).encode(ENCODING, "replace")


def _sage(entry: BookEntry, line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        entry.journal,
        f"{entry.day:%d%m%y}",
        chart.number(line.account),
        auxiliary(line.client_id),
        plain(entry.label)[:69] or journal_label(entry.journal),
        plain(entry.piece)[:35],
        _euros(line.debit),
        _euros(line.credit),
    )


def _cegid(entry: BookEntry, line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        f"{entry.day:%d%m%Y}",
        entry.journal,
        chart.number(line.account),
        auxiliary(line.client_id),
        "D" if line.debit else "C",
        _euros(line.debit or line.credit),
        plain(entry.label) or journal_label(entry.journal),
        plain(entry.piece),
    )


def _pennylane(entry: BookEntry, line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        f"{entry.day:%d/%m/%Y}",
        entry.journal,
        journal_label(entry.journal),
        chart.number(line.account),
        plain(chart.label(line.account)),
        auxiliary(line.client_id),
        plain(line.client),
        plain(entry.piece),
        plain(entry.label) or journal_label(entry.journal),
        _euros(line.debit),
        _euros(line.credit),
        line.letter,
    )


_CELLS: dict[Layout, Callable[[BookEntry, BookLine, Chart], tuple[str, ...]]] = {
    Layout.SAGE: _sage,
    Layout.CEGID: _cegid,
    Layout.PENNYLANE: _pennylane,
}


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
