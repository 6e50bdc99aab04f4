"""What an archive is made from, page by page: links of the chain, files, entries."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.accounting.rules import FIRST_HASH
from app.accounting.tables import ChainHead, ChainLink, Entry
from app.clock import ZONE
from app.invoices.rules.archive import PAPERS, QUOTE, QUOTE_PDF, Period, Segment
from app.invoices.tables import Document, Invoice

Row = dict[str, Any]
_PAGE = 200
_OURS = "i.origin = 'own' AND i.state = 'issued' AND i.issued_on >= {} AND i.issued_on <= {}"
_BOUNDS = (
    "SELECT MIN(c.n) AS first, MAX(c.n) AS last FROM chain_link c WHERE c.n <= {}"
    " AND ((c.recorded_at >= {} AND c.recorded_at < {})"
    " OR (c.subject_kind = 'invoice' AND c.subject_id IN"
    f" (SELECT i.id FROM invoice i WHERE {_OURS}))"
    " OR (c.subject_kind = 'document' AND c.subject_id IN"
    f" (SELECT d.id FROM document d JOIN invoice i ON i.id = d.invoice WHERE {_OURS})))"
)
_DOCUMENTS = (
    "SELECT c.n AS n, c.payload AS payload, i.id AS id, i.kind AS kind, i.number AS number,"
    " i.issued_on AS issued_on FROM chain_link c JOIN invoice i ON i.id = c.subject_id"
    f" WHERE c.subject_kind = 'invoice' AND c.n > {{}} AND c.n <= {{}} AND {_OURS}"
    f" ORDER BY c.n LIMIT {_PAGE}"
)
_COUNT = (
    "SELECT COUNT(*) AS n FROM chain_link c JOIN invoice i ON i.id = c.subject_id"
    f" WHERE c.subject_kind = 'invoice' AND c.n <= {{}} AND {_OURS}"
)
_ENTRIES = (
    "SELECT e.id AS entry, e.journal AS journal, e.day AS day, e.piece AS piece,"
    " e.label AS label, e.subject AS subject, l.id AS line, l.account AS account,"
    " l.client_id AS client_id, k.name AS client, l.debit AS debit, l.credit AS credit,"
    " e.recorded_at AS recorded_at FROM entry e JOIN entry_line l ON l.entry = e.id"
    " LEFT JOIN client k ON k.id = l.client_id"
    " WHERE e.id > {} AND e.id <= {} AND e.day >= {} AND e.day <= {} ORDER BY e.id, l.id"
)


async def segment(wanted: Period) -> Segment | None:
    """The links that a period concerns, as the chain now stands: those recorded in it, those of its
    documents and of their files, and all in between. None when there are none."""
    head = (await ChainHead.select(ChainHead.n).where(ChainHead.id == 1))[0]
    days = _days(wanted)
    rows = await ChainLink.raw(_BOUNDS, head["n"], *_moments(wanted), *days, *days)
    first, last = rows[0]["first"], rows[0]["last"]
    if first is None:
        return None
    if wanted == Period():
        first = 1
    ends = await ChainLink.select(ChainLink.n, ChainLink.previous, ChainLink.hash).where(
        ChainLink.n.is_in([first, last])
    )
    by_n = {row["n"]: row for row in ends}
    previous = by_n[first]["previous"] if first in by_n else FIRST_HASH
    return Segment(first, last, previous, by_n[last]["hash"])


async def count_documents(wanted: Period, until: int) -> int:
    """How many documents of a period the chain holds up to a link."""
    return int((await Invoice.raw(_COUNT, until, *_days(wanted)))[0]["n"])


async def documents(wanted: Period, until: int) -> AsyncIterator[list[Row]]:
    """Our documents of a period with their chained facts, in the order of the chain."""
    last = 0
    while rows := await Invoice.raw(_DOCUMENTS, last, until, *_days(wanted)):
        yield rows
        last = rows[-1]["n"]


async def files_of(ids: Sequence[int], until: int) -> dict[int, list[Row]]:
    """The files of documents (kind, sha256, size) that the chain holds up to a link."""
    places = ", ".join("{}" for _ in ids)
    rows = await Document.raw(
        "SELECT d.invoice AS invoice, d.kind AS kind, d.sha256 AS sha256, d.size AS size"
        " FROM document d JOIN chain_link c ON c.subject_kind = 'document' AND c.subject_id = d.id"
        f" WHERE c.n <= {{}} AND d.invoice IN ({places}) ORDER BY d.id",
        until,
        *ids,
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["invoice"], []).append(row)
    return found


async def links(of: Segment) -> AsyncIterator[list[Row]]:
    """The links of a segment, in order."""
    last = of.first - 1
    while (
        rows := await ChainLink.select()
        .where(ChainLink.n > last, ChainLink.n <= of.last)
        .order_by(ChainLink.n)
        .limit(_PAGE)
    ):
        yield rows
        last = rows[-1]["n"]


async def papers(of: Segment, wanted: Period) -> AsyncIterator[list[Row]]:
    """The links of quotes, of their PDFs and of their answers that were sealed in a period."""
    last, moments = of.first - 1, _moments(wanted)
    kinds = [QUOTE, *PAPERS]
    while (
        rows := await ChainLink.select()
        .where(
            ChainLink.n > last,
            ChainLink.n <= of.last,
            ChainLink.subject_kind.is_in(kinds),
            ChainLink.recorded_at >= moments[0],
            ChainLink.recorded_at < moments[1],
        )
        .order_by(ChainLink.n)
        .limit(_PAGE)
    ):
        yield rows
        last = rows[-1]["n"]


async def has_paper(number: str) -> bool:
    """Whether the PDF of a quote was ever sealed."""
    return bool(
        await ChainLink.exists().where(
            ChainLink.subject_kind == QUOTE_PDF,
            ChainLink.payload.like(f'%"number":"{number}"%'),
        )
    )


async def ours(ids: Sequence[int], wanted: Period) -> dict[int, Row]:
    """Of these documents, our own issued in a period: number and day."""
    if not ids:
        return {}
    places = ", ".join("{}" for _ in ids)
    rows = await Invoice.raw(
        "SELECT i.id AS id, i.number AS number, i.issued_on AS issued_on FROM invoice i"
        f" WHERE {_OURS} AND i.id IN ({places})",
        *_days(wanted),
        *ids,
    )
    return {row["id"]: row for row in rows}


async def waiting_documents(wanted: Period) -> str | None:
    """The number of a document of a period whose PDF is still owed; None: all are made."""
    rows = await Invoice.raw(
        "SELECT i.number AS number FROM invoice i JOIN rendering r ON r.invoice = i.id"
        f" WHERE r.done_at IS NULL AND {_OURS} ORDER BY i.id LIMIT 1",
        *_days(wanted),
    )
    return str(rows[0]["number"]) if rows else None


async def last_entry() -> int:
    """The id of the last entry of the books."""
    rows = await Entry.raw("SELECT COALESCE(MAX(id), 0) AS id FROM entry")
    return int(rows[0]["id"])


async def entries(wanted: Period, until: int) -> AsyncIterator[list[Row]]:
    """The lines of the entries that count in a period, whole entries at a time."""
    for start in range(0, until, _PAGE):
        end = min(start + _PAGE, until)
        if rows := await Entry.raw(_ENTRIES, start, end, *_days(wanted)):
            yield rows


def _days(wanted: Period) -> tuple[date, date]:
    return wanted.first or date(1, 1, 1), wanted.last or date(9999, 12, 31)


def _moments(wanted: Period) -> tuple[datetime, datetime]:
    first, last = wanted.first or date(1900, 1, 1), wanted.last or date(9990, 12, 31)
    return (
        datetime.combine(first, time(), ZONE),
        datetime.combine(last + timedelta(days=1), time(), ZONE),
    )


@dataclass(frozen=True)
class YearIssued:
    """Our documents of a year: how many, the last day, and how many still wait for their PDF."""

    year: int
    count: int
    waiting: int
    last: date


async def years_issued() -> list[YearIssued]:
    """Every year in which we issued something, the latest first."""
    rows = await Invoice.raw(
        "SELECT i.issued_on AS day, COUNT(*) AS n,"
        " COUNT(r.id) AS waiting FROM invoice i"
        " LEFT JOIN rendering r ON r.invoice = i.id AND r.done_at IS NULL"
        " WHERE i.origin = 'own' AND i.state = 'issued' GROUP BY i.issued_on ORDER BY i.issued_on"
    )
    years: dict[int, YearIssued] = {}
    for row in rows:
        day = row["day"]
        so_far = years.get(day.year) or YearIssued(day.year, 0, 0, day)
        count, waiting = so_far.count + row["n"], so_far.waiting + row["waiting"]
        years[day.year] = YearIssued(day.year, count, waiting, day)
    return list(reversed(years.values()))


async def kept_files(ids: Sequence[int], kind: str) -> dict[int, str]:
    """The SHA-256 of the kept file of each document, by kind; "owed": those whose PDF is to come
    (with "")."""
    if not ids:
        return {}
    places = ", ".join("{}" for _ in ids)
    if kind == "owed":
        query = (
            "SELECT invoice AS id, '' AS sha256 FROM rendering"
            f" WHERE done_at IS NULL AND invoice IN ({places})"
        )
        return {row["id"]: row["sha256"] for row in await Invoice.raw(query, *ids)}
    query = (
        "SELECT invoice AS id, sha256 AS sha256 FROM document"
        f" WHERE kind = {{}} AND invoice IN ({places})"
    )
    return {row["id"]: row["sha256"] for row in await Document.raw(query, kind, *ids)}
