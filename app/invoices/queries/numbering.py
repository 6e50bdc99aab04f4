"""The check that numbers follow each other, without a gap and in the order of their days."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core.errors import N_, Finding, finding
from app.invoices.rules import Kind
from app.invoices.tables import Invoice, SeriesCounter
from app.settings.queries import maybe_business

_ISSUED = (
    "SELECT i.id AS id, i.number AS number, i.issued_on AS issued_on FROM invoice i"
    " JOIN chain_link c ON c.subject_kind = 'invoice' AND c.subject_id = i.id"
    " WHERE i.origin = 'own' AND i.state = 'issued' AND i.kind = {} ORDER BY c.n"
)


async def check_numbering() -> list[Finding]:
    """Gaps and days out of order in each series, in the order of the chain; lost numbers."""
    shop = await maybe_business()
    if shop is None:
        return []
    findings: list[Finding] = []
    for kind, format in (
        (Kind.INVOICE, shop.invoice_format),
        (Kind.CREDIT_NOTE, shop.credit_note_format),
    ):
        rows = await Invoice.raw(_ISSUED, kind.value)
        findings += _out_of_order(rows, _reader(format))
        given = await SeriesCounter.select(SeriesCounter.n).where(SeriesCounter.series == kind)
        count = sum(row["n"] for row in given)
        if count != len(rows):
            message = N_("%(kind)s: %(given)s numbers given out, %(kept)s documents")
            findings.append(finding("check", message, kind=kind, given=count, kept=len(rows)))
    return findings


def _out_of_order(rows: Sequence[Mapping[str, Any]], reader: re.Pattern[str]) -> Iterator[Finding]:
    last: dict[str, tuple[int, str]] = {}
    day, at = None, ""
    for row in rows:
        number = row["number"]
        if day and row["issued_on"] < day:
            yield finding(
                "check",
                "%(number)s of %(on)s comes after %(other)s of %(day)s",
                number=number,
                on=row["issued_on"],
                other=at,
                day=day,
                invoice=row["id"],
            )
        day, at = row["issued_on"], number
        read = reader.fullmatch(number)
        if read is None:
            continue
        series, n = number[: read.start("n")] + number[read.end("n") :], int(read["n"])
        before = last.get(series)
        if before and n != before[0] + 1:
            yield finding(
                "check",
                "%(number)s comes after %(other)s: the numbers do not follow",
                number=number,
                other=before[1],
                invoice=row["id"],
            )
        last[series] = (n, number)


def _reader(format: str) -> re.Pattern[str]:
    """Reads a number written in a format; all but the count names the series.

    Numbers of older formats are not read: that none is lost, the count of all of them tells.
    """
    before, _, after = re.split(r"(\{n[^}]*\})", format, maxsplit=1)
    return re.compile(f"{_literal(before)}(?P<n>\\d+){_literal(after)}")


def _literal(part: str) -> str:
    return r"\d{4}".join(re.escape(each) for each in part.split("{year}"))
