"""The check that numbers follow each other, without a gap and in the order of their days."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.invoices.rules import Kind
from app.invoices.tables import Invoice, SeriesCounter
from app.settings.queries import maybe_business

_ISSUED = (
    "SELECT i.number AS number, i.issued_on AS issued_on FROM invoice i"
    " JOIN chain_link c ON c.subject_kind = 'invoice' AND c.subject_id = i.id"
    " WHERE i.origin = 'own' AND i.state = 'issued' AND i.kind = {} ORDER BY c.n"
)


async def check_numbering() -> list[str]:
    """Gaps and days out of order in each series, in the order of the chain; lost numbers."""
    shop = await maybe_business()
    if shop is None:
        return []
    findings: list[str] = []
    for kind, format in (
        (Kind.INVOICE, shop.invoice_format),
        (Kind.CREDIT_NOTE, shop.credit_note_format),
    ):
        rows = await Invoice.raw(_ISSUED, kind.value)
        findings += _out_of_order(rows, _reader(format))
        given = await SeriesCounter.select(SeriesCounter.n).where(SeriesCounter.series == kind)
        count = sum(row["n"] for row in given)
        if count != len(rows):
            findings.append(f"{kind}: {count} numbers given out, {len(rows)} documents")
    return findings


def _out_of_order(rows: Sequence[Mapping[str, Any]], reader: re.Pattern[str]) -> Iterator[str]:
    last: dict[str, tuple[int, str]] = {}
    day, at = None, ""
    for row in rows:
        number = row["number"]
        if day and row["issued_on"] < day:
            yield f"{number} of {row['issued_on']} comes after {at} of {day}"
        day, at = row["issued_on"], number
        read = reader.fullmatch(number)
        if read is None:
            continue
        series, n = number[: read.start("n")] + number[read.end("n") :], int(read["n"])
        before = last.get(series)
        if before and n != before[0] + 1:
            yield f"{number} comes after {before[1]}: the numbers do not follow"
        last[series] = (n, number)


def _reader(format: str) -> re.Pattern[str]:
    """Reads a number written in a format; all but the count names the series.

    Numbers of older formats are not read: that none is lost, the count of all of them tells.
    """
    before, _, after = re.split(r"(\{n[^}]*\})", format, maxsplit=1)
    return re.compile(f"{_literal(before)}(?P<n>\\d+){_literal(after)}")


def _literal(part: str) -> str:
    return r"\d{4}".join(re.escape(each) for each in part.split("{year}"))
