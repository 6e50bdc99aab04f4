"""Files in the shapes that spreadsheets give them; a file that is no table is refused by name."""

from pathlib import Path

import pytest

from app.adapters.spreadsheet_files import MAX_BYTES, open_sheet
from app.core.errors import Refused
from tests.imports.files import Write

LINES = ("Nom;Ville", "Régie Bellecour;Lyon", "Hôtel Saint-Nizier;Lyon 2ᵉ")


def told(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        sheet = open_sheet(path)
        list(sheet.lines())
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_cells(write: Write, encoding: str, found: str) -> None:
    sheet = open_sheet(write(*LINES, encoding=encoding))
    assert (sheet.encoding, sheet.header, sheet.count) == (found, ("Nom", "Ville"), 2)
    assert [line.cells for line in sheet.lines()] == [
        ("Régie Bellecour", "Lyon"),
        ("Hôtel Saint-Nizier", "Lyon 2ᵉ"),
    ]


def test_what_is_not_utf_8_is_windows_1252(write: Write) -> None:
    sheet = open_sheet(write("Société;Crédit", "L’Œuvre;12 €", encoding="cp1252"))
    assert (sheet.encoding, sheet.header) == ("cp1252", ("Société", "Crédit"))
    assert [line.cells for line in sheet.lines()] == [("L’Œuvre", "12 €")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_told_from_the_titles(write: Write, separator: str) -> None:
    sheet = open_sheet(write(*(line.replace(";", separator) for line in LINES)))
    assert (sheet.separator, sheet.header) == (separator, ("Nom", "Ville"))


def test_a_comma_inside_quotes_separates_nothing(write: Write) -> None:
    sheet = open_sheet(write('"Nom, prénom, titre";Ville', "Perrin;Lyon"))
    assert sheet.header == ("Nom, prénom, titre", "Ville")


def test_excel_may_name_the_separator_first(write: Write) -> None:
    sheet = open_sheet(write("sep=,", "Nom,Ville", "Régie,Lyon"))
    assert (sheet.separator, sheet.header, sheet.count) == (",", ("Nom", "Ville"), 1)
    assert [line.number for line in sheet.lines()] == [3]


def test_lines_keep_their_number_in_the_file(write: Write) -> None:
    path = write(
        "Nom;Ville", "", "Régie;Lyon", ";;;", '"Hôtel\nSaint-Nizier";Lyon', "Mairie;Oullins"
    )
    sheet = open_sheet(path)
    assert [(line.number, line.cells[0]) for line in sheet.lines()] == [
        (3, "Régie"),
        (5, "Hôtel\nSaint-Nizier"),
        (7, "Mairie"),
    ]


def test_hard_spaces_and_protecting_quotes_are_left_out(write: Write) -> None:
    sheet = open_sheet(write("Nom;Téléphone", "\u00a0Régie\u202f;'+33 4 78"))
    assert [line.cells for line in sheet.lines()] == [("Régie", "+33 4 78")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(write: Write, end: str) -> None:
    assert open_sheet(write(*LINES, end=end)).count == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"  \r\n\r\n ", "sheet.empty"),
        (b";;;\r\n;;;", "sheet.empty"),
        (b"PK\x03\x04" + b"x" * 50, "sheet.damaged"),
        (b"%PDF-1.7 ...", "sheet.kind"),
        (b"Nom;Ville\r\nR\x00gie;Lyon", "sheet.binary"),
        (b"\x00\x01\x02\x03" * 30, "sheet.binary"),
        ("Nom;Société\r\n".encode() + "Régie;x".encode("cp1252"), "sheet.encoding"),
        (b"\xef\xbb\xbfNom\r\nR\xe9gie", "sheet.encoding"),
        (b"Nom\r\nR\x81gie", "sheet.encoding"),
        (b'Nom;Ville\r\n"R\xc3\xa9gie;Lyon\r\nH;L', "sheet.line"),
        (b'Nom;Ville\r\n"R"x;Lyon', "sheet.line"),
        (b"Nom;Ville\r\n" + b"x" * 150_000 + b";Lyon", "sheet.line"),
        (";".join(f"c{n}" for n in range(201)).encode(), "sheet.columns"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert told(path) == code


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere.csv") == "sheet.unreadable"
    assert told(tmp_path) == "sheet.unreadable"
    large = tmp_path / "large.csv"
    with large.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    assert told(large) == "sheet.too_large"


def test_a_quote_that_is_not_closed_is_told_by_its_line(write: Write) -> None:
    with pytest.raises(Refused) as caught:
        open_sheet(write("Nom;Ville", "Régie;Lyon", '"Hôtel;Lyon', "Mairie;Oullins"))
    assert "Line 3" in str(caught.value)
