"""Tables that leave: typed cells, French CSV, and no text that a spreadsheet would run."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from app.adapters.spreadsheets import Column, Kind, write_csv, write_xlsx
from app.core.errors import Refused
from app.web import download

COLUMNS = [
    Column("Client"),
    Column("Reste dû", Kind.CENTS),
    Column("Échéance", Kind.DAY),
    Column("TVA", Kind.RATE),
    Column("Jours", Kind.WHOLE),
]
ROWS = [
    ("Régie Bellecour; Lyon", 123456, date(2026, 11, 3), 550, 12),
    ("=HYPERLINK(“x”)", -5, None, None, None),
    ("@cmd", 0, None, None, None),
    ("+33 4 72", 0, None, None, None),
    ("-1+1", 0, None, None, None),
]


def test_csv_opens_in_a_french_spreadsheet():
    lines = write_csv(COLUMNS, ROWS).decode("utf-8-sig").split("\r\n")
    assert write_csv(COLUMNS, ROWS).startswith(b"\xef\xbb\xbf")
    assert lines[0] == "Client;Reste dû;Échéance;TVA;Jours"
    assert lines[1] == '"Régie Bellecour; Lyon";1234,56;03/11/2026;5,50;12'
    assert lines[2] == "'=HYPERLINK(“x”);-0,05;;;"


def test_no_text_of_a_csv_begins_like_a_formula():
    lines = write_csv(COLUMNS, ROWS).decode("utf-8-sig").splitlines()[1:]
    texts = [line.split(";")[0] for line in lines]
    assert texts[1:] == ["'=HYPERLINK(“x”)", "'@cmd", "'+33 4 72", "'-1+1"]


def test_xlsx_has_numbers_days_and_no_formula():
    sheet = load_workbook(BytesIO(write_xlsx("Créances: 11/2026", COLUMNS, ROWS))).active
    assert sheet.title == "Créances  11 2026"
    assert [cell.value for cell in sheet[2]] == [
        "Régie Bellecour; Lyon", 1234.56, datetime(2026, 11, 3), 5.5, 12,
    ]  # fmt: skip
    assert sheet.cell(3, 1).value == "=HYPERLINK(“x”)"
    assert sheet.cell(3, 1).data_type in ("s", "inlineStr") or sheet.cell(3, 1).quotePrefix
    assert sheet.cell(2, 2).number_format.startswith("#,##0.00")


def test_xlsx_strings_are_strings_in_the_file_itself():
    with ZipFile(BytesIO(write_xlsx("x", COLUMNS, ROWS))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("row", [(1, 1, None, None, None), ("a", 1.5, None, None, None)])
def test_a_cell_of_the_wrong_type_is_an_error(row):
    with pytest.raises(TypeError):
        write_csv(COLUMNS, [row])


def test_a_download_keeps_its_accents_and_cannot_break_the_header():
    answer = download.attachment(b"x", 'Relevé "été"\r\nX: 1.pdf', "application/pdf")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="Releve -ete---X- 1.pdf"; '
        "filename*=UTF-8''Relev%C3%A9%20%22%C3%A9t%C3%A9%22--X%3A%201.pdf"
    )


def test_a_table_is_one_of_two_forms():
    assert download.table("csv", "clients", "Clients", COLUMNS, ROWS).media_type == (
        "text/csv; charset=utf-8"
    )
    with pytest.raises(Refused):
        download.table("pdf", "clients", "Clients", COLUMNS, ROWS)
