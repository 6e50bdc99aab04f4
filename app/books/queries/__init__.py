"""The books read by line, their lettering, and the files that were made of them."""

from app.books.queries.chart import chart, products_on, used_accounts
from app.books.queries.checks import CHECKS
from app.books.queries.exports import added_since, exports, last_entry, previous
from app.books.queries.ledger import (
    LedgerLine,
    Span,
    Total,
    Which,
    balance_before,
    client_totals,
    count_lines,
    ledger_lines,
    trial_balance,
)
from app.books.queries.lettering import Held, Lettering, lettering
from app.books.queries.lines import Wanted, entry_lines
from app.books.queries.sendings import (
    SendingPlan,
    Since,
    changed_since,
    sending_plan,
    sendings,
    sendings_owed,
)
from app.books.queries.vat import vat_due, vat_in_books

__all__ = [
    "CHECKS",
    "Held",
    "LedgerLine",
    "Lettering",
    "SendingPlan",
    "Since",
    "Span",
    "Total",
    "Wanted",
    "Which",
    "added_since",
    "balance_before",
    "changed_since",
    "chart",
    "client_totals",
    "count_lines",
    "entry_lines",
    "exports",
    "last_entry",
    "ledger_lines",
    "lettering",
    "previous",
    "products_on",
    "sending_plan",
    "sendings",
    "sendings_owed",
    "trial_balance",
    "used_accounts",
    "vat_due",
    "vat_in_books",
]
