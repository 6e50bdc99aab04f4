"""What others read of quotes."""

from app.quotes.queries.checks import CHECKS
from app.quotes.queries.listing import (
    Asking,
    Filters,
    Listed,
    Listing,
    asking,
    count_to_act_on,
    list_quotes,
)
from app.quotes.queries.reminding import OpenQuote, open_quotes, reminder_key, to_remind
from app.quotes.queries.values import AnswerView, LineView, QuoteView
from app.quotes.queries.view import maybe_quote

__all__ = [
    "CHECKS",
    "AnswerView",
    "Asking",
    "Filters",
    "LineView",
    "Listed",
    "Listing",
    "OpenQuote",
    "QuoteView",
    "asking",
    "count_to_act_on",
    "list_quotes",
    "maybe_quote",
    "open_quotes",
    "reminder_key",
    "to_remind",
]
