"""Workbooks as spreadsheets and other programs write them, good ones and bad ones."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def book(rows: Sequence[Sequence[Any]], **how: Any) -> bytes:
    """A workbook of one sheet; numbers, days and formulas are written as what they are."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as made:
        sheet = made.add_worksheet("Feuil1")
        percent = made.add_format({"num_format": "0%"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_number(at, place, cell[0], percent)
                else:
                    sheet.write(at, place, cell)
        if "merged" in how:
            sheet.merge_range(0, 0, 0, len(rows[1]) - 1, how["merged"])
        for name, cell in how.get("before", ()):
            hidden = made.add_worksheet(name)
            hidden.write(0, 0, cell)
    return out.getvalue()


def raw(sheet: str | bytes, **more: str) -> bytes:
    """A workbook whose sheet is this XML, for what no spreadsheet would write."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", more.get("book", _BOOK))
        parts.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def data(*rows: str) -> str:
    """The XML of a sheet: each row is the XML of its cells."""
    inner = "".join(f'<row r="{at}">{cells}</row>' for at, cells in enumerate(rows, start=1))
    return f"<worksheet><sheetData>{inner}</sheetData></worksheet>"


def text(*cells: str) -> str:
    """Cells of text, written in place."""
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
