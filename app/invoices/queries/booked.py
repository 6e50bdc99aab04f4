"""What an act posted, read back from the books."""

from app.accounting.rules import Line
from app.accounting.tables import EntryLine


async def posted(subject: str) -> tuple[Line, ...]:
    """The sides of the entry of an act, in the order of its posting; none when it has no entry."""
    rows = await EntryLine.raw(
        "SELECT l.account, l.debit, l.credit, l.client_id"
        " FROM entry e JOIN entry_line l ON l.entry = e.id WHERE e.subject = {} ORDER BY l.id",
        subject,
    )
    return tuple(Line(**row) for row in rows)
