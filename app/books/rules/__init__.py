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
from app.books.rules.vat import (
    CAUSES,
    Box,
    Cause,
    Due,
    Part,
    Settlement,
    Taxed,
    boxes,
    dues,
)

__all__ = [
    "ACCOUNTS",
    "CAUSES",
    "COLUMNS",
    "JOURNALS",
    "Allocated",
    "BookLine",
    "Box",
    "Cause",
    "Due",
    "Part",
    "PreviousExport",
    "Settlement",
    "Side",
    "Taxed",
    "account_label",
    "auxiliary",
    "boxes",
    "check_days",
    "check_period",
    "description",
    "dues",
    "fec_line",
    "filename",
    "head",
    "journal_label",
    "letter_code",
    "letters",
    "sums",
    "year_end",
]
