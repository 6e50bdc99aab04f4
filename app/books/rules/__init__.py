"""What an accountant reads: accounts and journals by name, lettering, files of entries. Pure."""

from app.books.rules.chart import (
    ACCOUNTS,
    JOURNALS,
    Account,
    Chart,
    auxiliary,
    checked_account,
    journal_label,
    new_code,
)
from app.books.rules.fec import (
    COLUMNS,
    PreviousExport,
    check_days,
    check_period,
    description,
)
from app.books.rules.layouts import LAYOUT_LABELS, Layout, entry_lines, file_name, first_line
from app.books.rules.lettering import Allocated, Of, Settled, Side, letter_code, settled
from app.books.rules.lines import BookEntry, BookLine, sums
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
    "LAYOUT_LABELS",
    "Account",
    "Allocated",
    "BookEntry",
    "BookLine",
    "Box",
    "Cause",
    "Chart",
    "Due",
    "Layout",
    "Of",
    "Part",
    "PreviousExport",
    "Settled",
    "Settlement",
    "Side",
    "Taxed",
    "auxiliary",
    "boxes",
    "check_days",
    "check_period",
    "checked_account",
    "description",
    "dues",
    "entry_lines",
    "file_name",
    "first_line",
    "journal_label",
    "letter_code",
    "new_code",
    "settled",
    "sums",
]
