"""The books agree with the documents: VAT month by month, and files of entries with the entries."""

from datetime import date

from app.accounting.tables import Entry
from app.books.queries.ledger import Span
from app.books.queries.sendings import check_sendings
from app.books.queries.vat import vat_due
from app.books.tables import EntriesExport
from app.core.calendar import add_months
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located
from app.core.money import Euros

_MONTHS = 12


async def check_vat() -> list[Finding]:
    """Months, of the last year in the books, whose VAT due by documents is not that of 44571."""
    last = await Entry.select(Entry.day).order_by(Entry.day, ascending=False).first()
    if last is None:
        return []
    first: date = add_months(last["day"].replace(day=1), 1 - _MONTHS)
    found = {add_months(first, at): 0 for at in range(_MONTHS)}
    async for part in vat_due(Span(first, last["day"])):
        for each in part:
            found[each.day.replace(day=1)] += each.vat
    books = await _by_month(first, list(found))
    return [
        finding(
            "check",
            "VAT due in %(month)s: documents %(documents)s, account 44571 %(books)s",
            month=f"{month:%Y-%m}",
            documents=Euros(found[month]),
            books=Euros(books[month]),
        )
        for month in found
        if found[month] != books[month]
    ]


async def _by_month(first: date, months: list[date]) -> dict[date, int]:
    rows = await Entry.raw(
        "SELECT e.day AS day, CAST(SUM(l.credit - l.debit) AS BIGINT) AS cents"
        " FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account = '44571' AND e.day >= {} AND e.day < {} GROUP BY e.day",
        first,
        add_months(months[-1], 1),
    )
    found = dict.fromkeys(months, 0)
    for row in rows:
        found[row["day"].replace(day=1)] += int(row["cents"])
    return found


async def check_exports() -> list[Finding]:
    """Files of entries whose entries are not, or no longer, those of the books."""
    rows = await EntriesExport.raw(
        "SELECT x.id AS export, x.filename AS filename, x.debit AS debit, x.entries AS entries,"
        " CAST(COALESCE(SUM(l.debit), 0) AS BIGINT) AS there, COUNT(DISTINCT e.id) AS found"
        " FROM entries_export x LEFT JOIN entry e ON e.id <= x.last_entry AND e.day >= x.first_day"
        " AND e.day <= x.last_day AND (x.with_openings OR e.journal <> 'AN')"
        " LEFT JOIN entry_line l ON l.entry = e.id"
        " GROUP BY x.id, x.filename, x.debit, x.entries"
        " HAVING COALESCE(SUM(l.debit), 0) <> x.debit OR COUNT(DISTINCT e.id) <> x.entries"
        " ORDER BY x.id"
    )
    message = N_(
        "file of entries %(export)s (%(filename)s): %(entries)s entries of %(debit)s, the books"
        " have %(found)s of %(there)s"
    )
    return located(message, rows, cents=("debit", "there"))


CHECKS: list[IntegrityCheck] = [
    ("VAT due equals account 44571", check_vat),
    ("files of entries", check_exports),
    ("files of entries sent", check_sendings),
]
