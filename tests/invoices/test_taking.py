"""Documents taken away: files as they were kept, tables with typed cells, one PDF to print."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from app import cli
from app.adapters import files
from app.adapters.database import transaction
from app.auth.tables import AuditEntry
from app.invoices import actions
from app.invoices.tables import Document, Rendering
from tests.cast import browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.invoices.archives import verified
from tests.invoices.story import WHEN, drafted, issued, line


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    """Odile at her desk on the day of the stories."""
    at("2026-11-21T14:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


def paper(title: str, pages: int = 1) -> bytes:
    """A PDF of blank pages with a title."""
    writer, out = PdfWriter(), BytesIO()
    for number in range(pages):
        writer.add_blank_page(width=100 + number, height=200)
    writer.add_metadata({"/Title": title})
    writer.write(out)
    return out.getvalue()


async def printed(invoice_id: int, data: bytes, kind: str = "pdf") -> bytes:
    """The file of a document, kept as the worker keeps it."""
    name = files.store(data)
    async with transaction():
        await Rendering.update({Rendering.done_at: WHEN}).where(Rendering.invoice == invoice_id)
        await Document.insert(
            Document(invoice=invoice_id, kind=kind, sha256=name, size=len(data), created_at=WHEN)
        )
    return data


async def test_all_that_the_list_shows_is_printed_as_one_pdf(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await printed(await issued(client, on="2026-11-19"), paper("one", 2))
    await printed(await issued(client, on="2026-11-20"), paper("two", 1))
    await drafted(client)
    answer = await odile.get("/invoices?as=pdf&sort=number")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    book = PdfReader(BytesIO(answer.content))
    assert [float(page.mediabox.width) for page in book.pages] == [100, 101, 100]
    assert [each.title for each in book.outline] == ["F2026-000001", "F2026-000002"]  # type: ignore[union-attr]
    # One that is not made yet is named, and nothing is printed without it.
    waiting = await issued(client)
    refused = await odile.get("/invoices?as=pdf")
    assert refused.status_code == 422 and "F2026-000003" in refused.text
    only = await odile.get("/invoices", params={"as": "pdf", "ticked": "1", "id": waiting})
    assert only.status_code == 422
    none = await odile.get("/invoices?as=pdf&ticked=1")
    assert none.status_code == 422 and "Cochez" in none.text
    assert (await odile.get("/invoices?as=odt")).status_code == 422


async def test_the_zip_has_the_kept_bytes_and_names_what_has_none(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    one, two = await issued(client, on="2026-11-19"), await issued(client, on="2026-11-20")
    first = await printed(one, paper("one"))
    await printed(two, paper("two"))
    xml = await printed(two, b"<xml>two</xml>", "xml")
    await issued(client)
    answer = await odile.get("/invoices?as=zip&sort=number")
    with ZipFile(BytesIO(answer.content)) as book:
        assert book.testzip() is None
        assert book.namelist() == ["F2026-000001.pdf", "F2026-000002.pdf", "MANQUANTS.txt"]
        assert book.read("F2026-000001.pdf") == first
        assert book.read("MANQUANTS.txt").decode("utf-8-sig") == "F2026-000003\r\n"
    answer = await odile.get("/invoices", params={"as": "xml", "ticked": "1", "id": [two]})
    with ZipFile(BytesIO(answer.content)) as book:
        assert book.namelist() == ["F2026-000002.xml"]
        assert book.read("F2026-000002.xml") == xml
    # The accountant may take them too; her list has no button that changes anything.
    odile.cookies.clear()
    await signed_in(odile, "claire")
    listed = await odile.get("/invoices")
    assert 'value="zip"' in listed.text and 'value="issuance"' not in listed.text
    assert (await odile.get("/invoices?as=zip")).status_code == 200


async def test_tables_hold_what_is_shown_with_typed_cells(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await issued(client, on="2026-11-19")
    await issued(await hotel(), line("Dépannage", 80), on="2026-11-20")
    last = await issued(client)
    answer = await odile.get("/invoices?as=xlsx&sort=number&from=2026-11-20&until=2026-11-20")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["F2026-000002"]
    assert rows[0][3] == datetime(2026, 11, 20) and rows[0][5:8] == [80, 16, 96]
    answer = await odile.get("/invoices", params={"as": "csv", "ticked": "1", "id": [last]})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in lines] == ["Numéro", "F2026-000003"]


async def test_days_stay_in_the_address_and_a_wrong_one_is_said(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await issued(client, on="2026-11-19")
    await issued(client)
    page = await odile.get("/invoices?from=20/11/2026")
    assert "F2026-000002" in page.text and "F2026-000001" not in page.text
    assert "from=20%2F11%2F2026" in page.text
    wrong = await odile.get("/invoices?from=32/11/2026")
    assert wrong.status_code == 422 and "32/11/2026" in wrong.text
    empty = await odile.get("/invoices?until=2020-01-01")
    assert "F2026" not in empty.text and "/invoices?" in empty.text


async def test_lines_are_found_without_accents_or_case(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await issued(client, line("Dépannage ÉLECTRIQUE, main-d’œuvre"))
    for words in ("electrique", "ÉLEC depann", "d'oeuvre", "Électrique bellecour"):
        assert "F2026-000001" in (await odile.get("/invoices", params={"q": words})).text, words
    assert "F2026-000001" not in (await odile.get("/invoices?q=plomberie")).text


async def test_a_year_is_taken_as_a_zip_that_verifies(
    odile: httpx.AsyncClient, tmp_path: Path
) -> None:
    invoice_id = await issued(await mme_perrin())
    shown = await odile.get("/archive")
    assert "/archive/2026" in shown.text and "un PDF pas encore fait" in shown.text
    assert "31\xa0décembre 2036" in shown.text and "L123-22" in shown.text
    await actions.render_owed(WHEN)
    answer = await odile.get("/archive/2026")
    assert "archive-2026.zip" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as book:
        book.extractall(tmp_path)
    assert verified(tmp_path / "archive-2026")[0] == 0
    noted = await AuditEntry.select().where(AuditEntry.act == "archive.taken")
    assert [(row["by"], row["subject_id"]) for row in noted] == [
        ("odile@atelier-vauban.test", 2026)
    ]
    assert (await odile.get("/archive/2025")).status_code == 404
    assert (await odile.get("/archive/1")).status_code == 404
    one = await odile.get(f"/invoices/{invoice_id}")
    assert "À conserver jusqu’au" in one.text and "LPF L102 B" in one.text
    for who in ("amin", "claire"):
        odile.cookies.clear()
        await signed_in(odile, who)
        assert 'href="/archive"' in (await odile.get("/settings")).text


async def test_the_command_writes_copies_or_a_table(
    odile: httpx.AsyncClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await regie()
    data = await printed(await issued(client, on="2026-11-19"), paper("one"))
    await issued(client, on="2026-12-01")

    async def export(form: str, last: str) -> int:
        days = [
            "--from",
            "2026-11-01",
            "--to",
            last,
            "--as",
            form,
            str(tmp_path / f"{form}-{last}"),
        ]
        arguments = cli.parser().parse_args(["export", "invoices", *days])
        return int(await arguments.run(arguments))

    assert await export("pdf", "2026-11-30") == 0
    assert (tmp_path / "pdf-2026-11-30" / "F2026-000001.pdf").read_bytes() == data
    assert await export("pdf", "2026-12-31") == 1
    assert "no pdf: F2026-000002" in capsys.readouterr().err
    assert await export("csv", "2026-12-31") == 0
    table = tmp_path / "csv-2026-12-31" / "factures-2026-11-01-2026-12-31.csv"
    assert table.read_text("utf-8-sig").splitlines()[2].startswith("F2026-000002;Facture;")
