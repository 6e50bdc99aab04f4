"""Several documents at once, taken away: their kept files, or a table of them. Nothing is made."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from app.adapters import files, joining
from app.adapters.archives import Place
from app.adapters.spreadsheets import Column, Kind, Row, XlsxSheet, csv_head, csv_lines
from app.core.errors import refuse
from app.core.i18n import gettext
from app.invoices.queries import Listed, in_parts, kept_files
from app.invoices.rules import words

# A table, files in a zip, and pages for the printer: what a small machine does without strain.
MOST_ROWS, MOST_FILES, MOST_PRINTED = 50_000, 5_000, 300
MISSING = "MANQUANTS.txt"


@dataclass
class Taken:
    """What was written, the documents that have no such file, and of these the ones that should:
    not made yet, or damaged."""

    files: int = 0
    missing: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)


async def write_table(ids: Sequence[int], form: str, out: IO[bytes], on: date) -> None:
    """A table of documents, as "xlsx" or "csv", in this order; memory stays flat."""
    columns = _columns()
    if form == "csv":
        out.write(csv_head(columns))
        async for part in in_parts(ids, on):
            out.write(csv_lines(columns, map(_row, part)))
        return
    with XlsxSheet(out, gettext("Invoices"), columns) as sheet:
        async for part in in_parts(ids, on):
            sheet.add(map(_row, part))


async def write_files(
    ids: Sequence[int], kind: str, place: Place, on: date, taken: Taken
) -> AsyncIterator[int]:
    """The kept "pdf" or "xml" of documents, each named by its number, as they were kept; those
    without one are listed in a file of their own. Gives the number of documents seen."""
    seen = 0
    async for part in in_parts(ids, on):
        kept = await kept_files([each.id for each in part], kind)
        owed = await kept_files([each.id for each in part], "owed")
        for each in part:
            if each.id in owed:
                taken.lacking.append(each.number or "")
            _take(each, kept.get(each.id), kind, place, taken)
            seen += 1
            yield seen
    if taken.missing:
        with place.open(MISSING) as out:
            out.write("\r\n".join([*taken.missing, ""]).encode("utf-8-sig"))


def _take(each: Listed, sha256: str | None, kind: str, place: Place, taken: Taken) -> None:
    name = each.number or f"{gettext('Draft')} {each.id}"
    if sha256 is None:
        taken.missing.append(name)
        return
    try:
        data = files.read(sha256)
    except files.FileFault:
        taken.missing.append(name)
        taken.lacking.append(name)
        return
    with place.open(f"{name.replace('/', '~')}.{kind}") as out:
        out.write(data)
    taken.files += 1


async def print_together(ids: Sequence[int], target: Path, on: date) -> None:
    """One PDF of the kept ones, in this order. Refused: none of them is issued by us, one has no
    PDF yet, or its file is damaged."""
    parts: list[tuple[str, Path]] = []
    waiting: list[str] = []
    async for some in in_parts(ids, on):
        kept = await kept_files([each.id for each in some], "pdf")
        owed = await kept_files([each.id for each in some], "owed")
        for each in some:
            if each.id in kept:
                parts.append((each.number or "", _whole(each, kept[each.id])))
            elif each.id in owed:
                waiting.append(each.number or "")
    if waiting:
        raise refuse(
            "invoices.print_waiting",
            "The PDF of %(number)s is not made yet: try again in a few minutes.",
            number=", ".join(waiting[:5]),
        )
    if not parts:
        raise refuse(
            "invoices.print_nothing", "None of these has a PDF: only what is issued can be printed."
        )
    await joining.join(parts, target)


def _whole(each: Listed, sha256: str) -> Path:
    if fault := files.fault_of(sha256):
        raise refuse(
            "invoices.print_damaged",
            "The kept PDF of %(number)s is %(fault)s: see the health page.",
            number=each.number,
            fault=fault,
        )
    return files.locate(sha256)


def _columns() -> list[Column]:
    return [
        Column(gettext("Number")),
        Column(gettext("Document")),
        Column(gettext("Client")),
        Column(gettext("Issued on"), Kind.DAY),
        Column(gettext("Due on"), Kind.DAY),
        Column(gettext("Net"), Kind.CENTS),
        Column(gettext("VAT"), Kind.CENTS),
        Column(gettext("Total"), Kind.CENTS),
        Column(gettext("Open"), Kind.CENTS),
        Column(gettext("State")),
    ]


def _row(each: Listed) -> Row:
    return (
        each.number or "",
        gettext(words.word(each.kind, each.purpose)),
        each.client,
        each.issued_on,
        each.due_on,
        each.net,
        each.vat,
        each.total,
        each.open,
        gettext(words.situation_word(each.kind, each.situation)),
    )
