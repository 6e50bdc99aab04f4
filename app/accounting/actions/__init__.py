"""Steps that write the books: balanced entries, the chain, closures.

Lock order of every transaction: balances of documents, then series counters, then the chain.
"""

from app.accounting.actions.closing import close_period, close_period_in, close_until
from app.accounting.actions.posting import (
    Linked,
    chain,
    chain_many,
    close_day,
    hold_books,
    post,
    post_many,
)
from app.accounting.actions.totalling import total_days
from app.accounting.actions.years import enter_year, remove_year

__all__ = [
    "Linked",
    "chain",
    "chain_many",
    "close_day",
    "close_period",
    "close_period_in",
    "close_until",
    "enter_year",
    "hold_books",
    "post",
    "post_many",
    "remove_year",
    "total_days",
]
