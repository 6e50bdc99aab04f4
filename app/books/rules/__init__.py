"""What an accountant reads: accounts and journals by name, lettering, files of entries. Pure."""

from app.books.rules.chart import ACCOUNTS, JOURNALS, account_label, auxiliary, journal_label
from app.books.rules.fec import (
    COLUMNS,
    PreviousExport,
    check_days,
    check_period,
    description,
    fec_line,
    filename,
    head,
    year_end,
)
from app.books.rules.lettering import Allocated, Side, letter_code, letters
from app.books.rules.lines import BookLine, sums

__all__ = [
    "ACCOUNTS",
    "COLUMNS",
    "JOURNALS",
    "Allocated",
    "BookLine",
    "PreviousExport",
    "Side",
    "account_label",
    "auxiliary",
    "check_days",
    "check_period",
    "description",
    "fec_line",
    "filename",
    "head",
    "journal_label",
    "letter_code",
    "letters",
    "sums",
    "year_end",
]
