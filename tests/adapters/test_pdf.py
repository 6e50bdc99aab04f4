"""The printed invoice, and the process that makes it."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from pypdf import PdfReader

from app.adapters import pdf
from app.adapters.database import transaction
from app.adapters.pdf import RenderFailed, RenderTimeout, Typesetter
from app.config import ROOT, config
from tests.adapters.papers import awkward, html_of, usual

PAPERS = awkward()


def read(data: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return reader, text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("name", PAPERS)
async def test_every_variant_is_an_archivable_pdf_with_its_fonts(name: str) -> None:
    data = await pdf.render(html_of(*PAPERS[name]))
    reader, text = read(data)
    assert reader.xmp_metadata is not None
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert re.search(r"pdfaid:part(=\"3\"|>3<)", xmp), xmp
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    # A glyph that our fonts lack would be taken from a font of the machine.
    assert all("Inter" in font or "Source" in font for font in fonts), fonts
    assert "\ufffd" not in text


@pytest.mark.parametrize("name", PAPERS)
async def test_nothing_is_printed_outside_of_the_margins(name: str) -> None:
    """A4 is 595.3 points wide, its margins 18 mm (51 points)."""
    reader, _ = read(await pdf.render(html_of(*PAPERS[name])))
    begins: list[tuple[float, str]] = []

    def seen(text: str, page: list[float], place: list[float], *_: object) -> None:
        if text.strip():
            x = place[4] * page[0] + place[5] * page[2] + page[4]
            begins.append((x, text))

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    assert begins
    assert [each for each in begins if not 0 <= each[0] <= 545] == []
    assert len(reader.pages) == (3 if name == "many" else 1)


async def test_pictographs_are_left_out_of_what_is_printed() -> None:
    _, text = read(await pdf.render(html_of(*PAPERS["pictographs"])))
    for words in ("Ascenseurs Déménagements", "Nettoyage des cabines", "Famille"):
        assert words in text, words


async def test_the_usual_invoice_is_one_page_and_says_it_all() -> None:
    reader, text = read(await pdf.render(html_of(usual())))
    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "Facture F2026-000418 – Atelier Vauban"
    for words in (
        "Facture",
        "F2026-000418",
        "21 novembre 2026",
        "21 décembre 2026",
        "RB-2211",
        "Régie Bellecour Immobilier",
        "SIREN 552 100 554",
        "186,00 €",
        "2,5 h",
        "488,50 €",
        "97,70 €",
        "586,20 €",
        "FR14 2004 1010 0505 0001 3M02 606",
        "SARL au capital de 8 000 €",
        "SIRET 732 829 320 00074",
        "indemnité forfaitaire",
    ):
        assert words in text, words


async def test_a_credit_note_cites_what_it_cancels_and_asks_for_no_money() -> None:
    _, text = read(await pdf.render(html_of(*PAPERS["credit"])))
    assert "Avoir" in text
    assert "A2026-000012" in text
    assert "Annule la facture" in text and "F2026-000418" in text
    assert "du 21 novembre 2026" in text
    assert "Payer par virement" not in text


async def test_a_draft_has_no_number_and_says_what_it_is() -> None:
    _, text = read(await pdf.render(html_of(*PAPERS["draft"])))
    assert "Brouillon" in text
    assert "F2026" not in text


async def test_seventy_five_lines_take_three_pages_and_the_totals_are_never_alone() -> None:
    reader, _ = read(await pdf.render(html_of(*PAPERS["many"])))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert "Désignation" in page
        assert f"{number} / 3" in page
    assert "Facture F2026-000418" in pages[1] and "Facture F2026-000418" in pages[2]
    assert "n° 75," in pages[2] and "n° 74," in pages[2] and "Total à payer" in pages[2]


@pytest.mark.parametrize("lines", range(5, 32))
async def test_wherever_the_page_ends_the_totals_have_lines_above_them(lines: int) -> None:
    paper = usual(lines=PAPERS["many"][0].lines[:lines])
    reader, _ = read(await pdf.render(html_of(paper)))
    last = reader.pages[-1].extract_text()
    assert "Total à payer" in last and "Pas d’escompte" in last
    assert f"n° {lines}," in last and f"n° {lines - 1}," in last


async def test_under_the_franchise_no_vat_is_shown_at_all() -> None:
    _, text = read(await pdf.render(html_of(*PAPERS["franchise"])))
    assert "HT" not in text.replace("RNE", "")
    assert "20 %" not in text
    assert "TVA non applicable, article 293 B du CGI" in text
    assert "Zoë Šimák – Entrepreneur individuel" in text


async def test_an_english_client_reads_english() -> None:
    _, text = read(await pdf.render(html_of(*PAPERS["english"])))
    for words in ("Invoice", "€586.20", "21 December 2026", "United Kingdom", "capital of €8,000"):
        assert words in text, words


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.test/x.png",
        "file:///etc/passwd",
        "../app/config.py",
        "documents/%2e%2e/%2e%2e/app/config.py",
        "file://host/etc/passwd",
    ],
)
async def test_a_document_loads_nothing_from_elsewhere(address: str) -> None:
    with pytest.raises(RenderFailed, match="may not load"):
        await pdf.render(f'<img src="{address}">')


async def test_text_is_never_markup() -> None:
    paper = usual(note="<img src=http://127.0.0.1:9/x> & <b>gras</b>")
    _, text = read(await pdf.render(html_of(paper)))
    assert "<img src=http://127.0.0.1:9/x> & <b>gras</b>" in text


async def test_no_pdf_inside_a_transaction(database: None) -> None:
    async with transaction():
        with pytest.raises(RuntimeError, match="inside a transaction"):
            await pdf.render("<p>")


async def test_a_page_that_never_ends_is_killed_and_the_next_one_is_made() -> None:
    maker = Typesetter(seconds=0.2)
    try:
        endless = "<table>" * 400 + "<tr><td>x" * 400
        with pytest.raises(RenderTimeout):
            await maker.render(endless)
        assert maker.pid is None
        maker.seconds = 30
        assert (await maker.render("<p>Bonjour")).startswith(b"%PDF-1.7")
    finally:
        maker.close()


async def test_a_process_that_was_killed_is_replaced() -> None:
    maker = Typesetter()
    try:
        await maker.render("<p>Bonjour")
        first = maker.pid
        assert first
        os.kill(first, signal.SIGKILL)
        assert (await maker.render("<p>Bonjour")).startswith(b"%PDF")
        assert maker.pid not in (None, first)
    finally:
        maker.close()


async def test_an_idle_process_ends_and_comes_back() -> None:
    maker = Typesetter(idle_seconds=0.2)
    try:
        await maker.render("<p>Bonjour")
        assert maker.pid
        await asyncio.sleep(0.6)
        assert maker.pid is None
        assert await maker.render("<p>Bonjour")
    finally:
        maker.close()


async def test_many_pages_at_once_are_made_one_after_the_other() -> None:
    made = await asyncio.gather(*(pdf.render(f"<p>Page {n}") for n in range(8)))
    for n, data in enumerate(made):
        assert read(data)[1] == f"Page {n}"


def test_the_process_dies_with_its_parent() -> None:
    script = (
        "import asyncio, time\nfrom app.adapters import pdf\n"
        "asyncio.run(pdf.render('<p>'))\n"
        "print(pdf._typesetters[0].pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not _is_running(child):
            return
        time.sleep(0.05)
    raise AssertionError("the typesetting process outlived its parent")


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_nothing_is_left_on_the_disk_by_children_that_are_killed() -> None:
    scratch = config().data_dir / "tmp"
    scratch.mkdir(exist_ok=True)
    killed = scratch / "pdf-999999999-killed"
    killed.mkdir()
    before = set(scratch.iterdir())
    typesetter = Typesetter()
    await typesetter.render("<p style='font-family: Inter'>Bonjour")
    assert not killed.exists()
    (own,) = set(scratch.iterdir()) - before
    assert own.name.startswith(f"pdf-{os.getpid()}-")
    typesetter.close()
    assert not own.exists()
