"""Faulty files, and exactly what each of them answers: nothing is guessed, nothing fills memory."""

import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.adapters.spreadsheet_files import open_sheet
from app.core.errors import Refused
from app.core.sentences import sentences
from app.imports.actions import import_file
from app.imports.rules import Kind
from app.invoices.tables import Invoice
from tests.cast import ODILE
from tests.imports.files import NOW
from tests.imports.workbooks import book, data, raw, text

TITLES = "Client;N° facture;Date;Échéance;Montant TTC;Payé le"
GOOD = "Hôtel;F-1;05/01/2026;04/02/2026;12,50;"
COLUMNS = TITLES.split(";")
ROW = ["Hôtel", "F-1", date(2026, 1, 5), date(2026, 2, 4), 12.5, ""]
MISSING = (
    "The first line must name the columns. Missing: client, number, issued_on, due_on, amount, "
    "paid_on. Found: %s."
)
NO_DAY = "“%s” is not a day of the calendar. Write it like 03/12/2026."
NO_NUMBER = "“%s” is not a number. Write it like 1234,50."
UNCUT = (
    "Line %s cannot be cut into cells: a quotation mark is opened and not closed, or the line is "
    "too long."
)
LETTERS = (
    "The letters of this file are written in no known way, or in two ways at once. Save it again "
    "as CSV UTF-8."
)
DAMAGED = "This XLSX file is damaged: open it in the spreadsheet and save it again."
SWOLLEN = "Unpacked, this XLSX file is larger than 300 MB. Save the sheet alone as CSV."


@dataclass(frozen=True)
class Faulty:
    """A file and its answer: the refusal of the whole, or how many lines would be added and the
    reasons of the others."""

    name: str
    content: bytes | Callable[[Path], None]
    whole: str = ""
    added: int = 0
    refused: tuple[str, ...] = ()
    file: str = "f.csv"
    amounts: tuple[int, ...] = ()


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def history(*amounts: str) -> bytes:
    lines = (
        f"Hôtel;F-{at};05/01/2026;04/02/2026;{amount};" for at, amount in enumerate(amounts, 1)
    )
    return csv(TITLES, *lines)


def sparse(path: Path) -> None:
    with path.open("wb") as out:
        out.truncate(300_000_000)


def bomb(path: Path) -> None:
    """Some 330 kB that unpack to more than 300 MB."""
    row = f"<row>{text('x' * 1000)}</row>".encode() * 1000
    path.write_bytes(raw(b"<worksheet><sheetData>" + row * 310 + b"</sheetData></worksheet>"))


def liar(path: Path) -> None:
    """A bomb whose list of contents says that it is small."""
    bomb(path)
    packed = path.read_bytes()
    size = len(b"<worksheet><sheetData></sheetData></worksheet>") + 310_000 * (
        len(f"<row>{text('x' * 1000)}</row>")
    )
    path.write_bytes(packed.replace(size.to_bytes(4, "little"), (5_000).to_bytes(4, "little")))


FILES = [
    Faulty("two encodings at once", csv(TITLES) + csv(GOOD, encoding="cp1252"), LETTERS),
    Faulty("bytes of no alphabet", b"Client\r\nR\x81gie\r\n", LETTERS),
    Faulty("Windows letters", csv(TITLES, GOOD, encoding="cp1252"), added=1),
    Faulty("Unicode text of Excel", csv(TITLES, GOOD, encoding="utf-16"), added=1),
    Faulty("an empty file", b"", "This file is empty."),
    Faulty("only separators", b";;;\r\n;;;\r\n", "This file is empty."),
    Faulty("only titles", csv(TITLES)),
    Faulty(
        "no titles",
        csv(GOOD, GOOD),
        MISSING % "Hôtel, F-1, 05/01/2026, 04/02/2026, 12,50",
    ),
    Faulty("a name merged over the titles", csv("Export du 21/11;;;;;", "", TITLES, GOOD), added=1),
    Faulty(
        "a merged heading in a workbook",
        book([[], COLUMNS, ROW], merged="Factures 2026"),
        added=1,
        file="f.xlsx",
    ),
    Faulty(
        "1.234,56 and 1,234.56",
        history("1.234,56", '"1,234.56"', "1 234,56", "1234.56", "1.234.567,89"),
        added=5,
        amounts=(123_456, 123_456, 123_456, 123_456, 123_456_789),
    ),
    Faulty(
        "1.234 and 1,234",
        history("1.234", '"1,234"', "1,234.5.6"),
        refused=tuple(
            f"Montant TTC: {NO_NUMBER % cell}" for cell in ("1.234", "1,234", "1,234.5.6")
        ),
    ),
    Faulty(
        "a currency and hard spaces",
        history("1\u00a0234,56 €", "1\u202f234,56\u00a0€", "EUR 12", "12 $"),
        added=3,
        refused=(f"Montant TTC: {NO_NUMBER % '12 $'}",),
        amounts=(123_456, 123_456, 1_200),
    ),
    Faulty(
        "a minus behind",
        history("12,50-", "(12,50)", "−12,50"),
        added=1,
        refused=tuple(f"Montant TTC: {NO_NUMBER % cell}" for cell in ("12,50-", "(12,50)")),
        amounts=(-1_250,),
    ),
    Faulty(
        "three decimals",
        history("12,3456"),
        refused=("Montant TTC: “12,3456” has more than 2 decimals.",),
    ),
    Faulty(
        "31/02",
        csv(TITLES, "Hôtel;F-1;31/02/2026;04/02/2026;12,50;", GOOD),
        added=1,
        refused=(f"Date: {NO_DAY % '31/02/2026'}",),
    ),
    Faulty(
        "days written in every way",
        csv(
            TITLES,
            "Hôtel;F-1;2026-01-05;04/02/26;1;",
            "Hôtel;F-2;5.1.2026;4-2-2026;1;",
            "Hôtel;F-3;01/13/2026;04/02/2026;1;",
            "Hôtel;F-4;5 janv. 2026;04/02/2026;1;",
        ),
        added=2,
        refused=(f"Date: {NO_DAY % '01/13/2026'}", f"Date: {NO_DAY % '5 janv. 2026'}"),
    ),
    Faulty(
        "a year of seven digits",
        csv(TITLES, "Hôtel;F-1;05/01/2026026;04/02/2026;12,50;"),
        refused=(f"Date: {NO_DAY % '05/01/2026026'}",),
    ),
    Faulty(
        "one number twice",
        csv(TITLES, GOOD, GOOD, "Hôtel;F-1;05/01/2026;04/02/2026;99,00;"),
        added=1,
        refused=("Line 2 of this file says something else about F-1.",),
    ),
    Faulty(
        "formulas of a CSV",
        csv(
            TITLES,
            "Hôtel;F-1;05/01/2026;04/02/2026;=SOMME(A1:A9);",
            "Hôtel;F-2;05/01/2026;#REF!;1;",
        ),
        refused=(
            f"Montant TTC: {NO_NUMBER % '=SOMME(A1:A9)'}",
            "Échéance: “#REF!” is an error of the spreadsheet.",
        ),
    ),
    Faulty(
        "a formula with its result, and one without",
        raw(
            data(
                text(*COLUMNS),
                text("Hôtel", "F-1", "05/01/2026", "04/02/2026")
                + "<c><f>10+2.5</f><v>12.5</v></c>",
                text("Hôtel", "F-2", "05/01/2026", "04/02/2026") + "<c><f>SUM(E1:E2)</f></c>",
            )
        ),
        added=1,
        refused=(
            "Montant TTC: This cell holds the formula “=SUM(E1:E2)” without its result: open the "
            "file in the spreadsheet, and save it again.",
        ),
        file="f.xlsx",
        amounts=(1_250,),
    ),
    Faulty(
        "a number that a computer cannot hold",
        raw(
            data(
                text(*COLUMNS),
                text("Hôtel", "F-1", "05/01/2026", "04/02/2026")
                + "<c><v>0.30000000000000004</v></c>",
                text("Hôtel", "F-2", "05/01/2026", "04/02/2026")
                + "<c><v>1234.5599999999999</v></c>",
                text("Hôtel", "F-3", "05/01/2026", "04/02/2026") + "<c><v>1.234</v></c>",
            )
        ),
        added=2,
        refused=("Montant TTC: “1.2340” has more than 2 decimals.",),
        file="f.xlsx",
        amounts=(30, 123_456),
    ),
    Faulty(
        "200 columns",
        csv(TITLES + "".join(f";c{n}" for n in range(194)), GOOD),
        added=1,
    ),
    Faulty(
        "201 columns",
        csv(TITLES + "".join(f";c{n}" for n in range(195)), GOOD),
        "This file has 201 columns; at most 200 are read.",
    ),
    Faulty(
        "a workbook as wide as it goes",
        raw(data(text(*COLUMNS), '<c r="XFD2"><v>1</v></c>')),
        "This file has 16384 columns; at most 200 are read.",
        file="f.xlsx",
    ),
    Faulty(
        "an empty sheet",
        book([]),
        "None of the visible sheets holds anything: Feuil1.",
        file="f.xlsx",
    ),
    Faulty("300 MB", sparse, "This file is larger than 100 MB."),
    Faulty("a workbook that swells", bomb, SWOLLEN, file="f.xlsx"),
    Faulty("one that swells and denies it", liar, DAMAGED, file="f.xlsx"),
    Faulty(
        "entities that multiply",
        raw('<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'),
        DAMAGED,
        file="f.xlsx",
    ),
    Faulty("a workbook cut short", book([COLUMNS, ROW])[:-200], DAMAGED, file="f.xlsx"),
    Faulty(
        "binary junk",
        bytes(range(256)) * 40,
        "This is not a text file. Save it as CSV UTF-8 or as XLSX.",
    ),
    Faulty(
        "a NUL in a name",
        csv(TITLES, GOOD.replace("ô", "\0")),
        "This is not a text file. Save it as CSV UTF-8 or as XLSX.",
    ),
    Faulty(
        "an old XLS",
        b"\xd0\xcf\x11\xe0" + b"x" * 600,
        "This is a file of kind XLS. Save it as XLSX or CSV first.",
        file="f.xls",
    ),
    Faulty("a quotation mark left open", csv(TITLES, '"Hôtel;F-1;x', GOOD), UNCUT % 2),
    Faulty("a cell of a million letters", csv(TITLES, GOOD, "x" * 1_000_000 + ";F-2"), UNCUT % 3),
    Faulty(
        "the same in a workbook",
        raw(data(text(*COLUMNS), text("x" * 1_000_000, "F-2"))),
        UNCUT % 2,
        file="f.xlsx",
    ),
    Faulty("a CSV that is called XLSX", csv(TITLES, GOOD), added=1, file="f.xlsx"),
    Faulty("a workbook that is called CSV", book([COLUMNS, ROW]), added=1, amounts=(1_250,)),
]


@pytest.mark.parametrize("faulty", FILES, ids=lambda each: each.name.replace(" ", "-"))
async def test_what_it_answers(database: None, tmp_path: Path, faulty: Faulty) -> None:
    path = tmp_path / faulty.file
    if isinstance(faulty.content, bytes):
        path.write_bytes(faulty.content)
    else:
        faulty.content(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if faulty.whole:
        with pytest.raises(Refused) as caught:
            await read(path)
        assert " ".join(sentences(caught.value, "en")) == faulty.whole
    else:
        report = await read(path)
        told = tuple(str(each["reason"]) for each in report.refusals())
        assert (report.tally.added, told) == (faulty.added, faulty.refused)
        if faulty.amounts:
            rows = await Invoice.select(Invoice.total).order_by(Invoice.id)
            assert tuple(row["total"] for row in rows) == faulty.amounts
    # In kB: none of them, not even 300 MB, is held in memory.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
    if os.environ.get("TELL_FAULTY_FILES"):
        print(f"{faulty.name} | {faulty.added} | {faulty.whole or '; '.join(faulty.refused)}")


async def read(path: Path):  # type: ignore[no-untyped-def]
    sheet = open_sheet(path)
    return await import_file(Kind.HISTORY, sheet, on=NOW.date(), at=NOW, by=ODILE)
