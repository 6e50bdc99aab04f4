"""Files of entries in the shapes that accounting programs take, beside the FEC format.

Their columns follow what these programs' own import screens ask for; each of them lets the
accountant match columns by hand, and the first line names them.
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from app.books.rules.chart import Chart, auxiliary, journal_label
from app.books.rules.fec import fec_lines, filename, head, plain
from app.books.rules.lines import BookLine

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


def entry_lines(layout: Layout, numbered: Iterable[tuple[int, BookLine]], chart: Chart) -> bytes:
    """Lines, each with the number of its entry in the file, from 1."""
    if layout is Layout.FEC:
        return fec_lines(numbered, chart)
    cells = _CELLS[layout]
    return b"".join(_written(cells(line, chart)) for _, line in numbered)


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


def _sage(line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        line.journal,
        f"{line.day:%d%m%y}",
        chart.number(line.account),
        auxiliary(line.client_id),
        plain(line.label)[:69] or journal_label(line.journal),
        plain(line.piece)[:35],
        _euros(line.debit),
        _euros(line.credit),
    )


def _cegid(line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        f"{line.day:%d%m%Y}",
        line.journal,
        chart.number(line.account),
        auxiliary(line.client_id),
        "D" if line.debit else "C",
        _euros(line.debit or line.credit),
        plain(line.label) or journal_label(line.journal),
        plain(line.piece),
    )


def _pennylane(line: BookLine, chart: Chart) -> tuple[str, ...]:
    return (
        f"{line.day:%d/%m/%Y}",
        line.journal,
        journal_label(line.journal),
        chart.number(line.account),
        plain(chart.label(line.account)),
        auxiliary(line.client_id),
        plain(line.client),
        plain(line.piece),
        plain(line.label) or journal_label(line.journal),
        _euros(line.debit),
        _euros(line.credit),
        line.letter,
    )


_CELLS: dict[Layout, Callable[[BookLine, Chart], tuple[str, ...]]] = {
    Layout.SAGE: _sage,
    Layout.CEGID: _cegid,
    Layout.PENNYLANE: _pennylane,
}


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
