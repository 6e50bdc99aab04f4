"""The books read by line, their lettering, and the files that were made of them."""

from app.books.queries.exports import added_since, exports, last_entry, previous
from app.books.queries.lettering import Lettering, lettering
from app.books.queries.lines import Wanted, entry_lines

__all__ = [
    "Lettering",
    "Wanted",
    "added_since",
    "entry_lines",
    "exports",
    "last_entry",
    "lettering",
    "previous",
]
