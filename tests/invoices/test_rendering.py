"""The PDF: owed at issue, kept once, tried again after a failure; the message waits for it."""

import asyncio
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pyzbar.pyzbar import ZBarSymbol, decode

from app.adapters import files, pdf
from app.config import config
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.tables import Document, Rendering
from app.messages.tables import Attachment, Message
from app.settings.tables import Business
from tests.cast import mairie, open_shop, regie
from tests.invoices.story import BY, WHEN, D, drafted, issued


def words(data: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split()
    )


async def kept(invoice_id: int) -> bytes:
    rendering = (await queries.invoice(invoice_id)).rendering
    assert rendering and rendering.sha256
    return files.read(rendering.sha256)


async def test_the_pdf_says_what_was_issued_even_after_a_change_of_the_business(
    database: None,
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    await Business.update({Business.name: "Autre nom"}).where(Business.id == 1)
    assert (await actions.render_owed(WHEN)).done == 1
    text = words(await kept(invoice_id))
    assert "F2026-000001" in text and "Régie Bellecour" in text
    assert "Atelier Vauban" in text and "Autre nom" not in text
    assert "120,00" in text and "indemnité forfaitaire" in text


@pytest.mark.parametrize("dots", [150, 300])
async def test_a_bank_reads_the_transfer_off_the_paper(
    database: None, tmp_path: Path, dots: int
) -> None:
    """EPC069-12, field by field, by a reader that is not ours, off the page as it is printed and
    as a cheap scanner sees it."""
    await open_shop()
    invoice_id = await issued(await regie())
    await actions.render_owed(WHEN)
    paper = tmp_path / "facture.pdf"
    paper.write_bytes(await kept(invoice_id))
    command = ["pdftoppm", "-r", f"{dots}", "-png", "-singlefile", paper, tmp_path / "page"]
    subprocess.run(command, check=True)
    with Image.open(tmp_path / "page.png") as page:
        (code,) = decode(page, symbols=[ZBarSymbol.QRCODE])
    assert code.data.decode().split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "PSSTFRPPPAR",
        "Atelier Vauban",
        "FR1420041010050500013M02606",
        "EUR120.00",
        "",
        "",
        "F2026-000001",
    ]


async def test_rendering_again_keeps_the_first_file(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    await actions.render_owed(WHEN)
    first = await kept(invoice_id)
    assert await actions.render_owed(WHEN + timedelta(days=1)) == actions.RenderSummary()
    await Rendering.update({Rendering.done_at: None, Rendering.next_try_at: WHEN}, force=True)
    await actions.render_owed(WHEN + timedelta(days=1))
    assert await kept(invoice_id) == first
    assert await Document.count().where(Document.kind == "pdf") == 1


async def test_two_workers_render_each_document_once(database: None) -> None:
    await open_shop()
    client = await regie()
    for _ in range(4):
        await issued(client)
    one, two = await asyncio.gather(actions.render_owed(WHEN), actions.render_owed(WHEN))
    assert one.done + two.done == 4
    assert await Document.count().where(Document.kind == "pdf") == 4


async def test_a_failure_is_kept_shown_and_tried_again_later(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop()
    invoice_id = await issued(await regie())
    # The store cannot be written: a plain file stands where its folder should be.
    config().files_dir.parent.mkdir(exist_ok=True)
    config().files_dir.write_text("in the way")
    try:
        waits = []
        at = WHEN
        for _ in range(5):
            assert (await actions.render_owed(at)).failed == 1
            assert (await actions.render_owed(at)).failed == 0
            row = await Rendering.select().first()
            waits.append((row["next_try_at"] - at) // timedelta(minutes=1))
            at = row["next_try_at"]
        assert waits == [1, 5, 15, 60, 240]
        rendering = (await queries.invoice(invoice_id)).rendering
        assert rendering and rendering.attempts == 5 and "Error" in rendering.error
    finally:
        config().files_dir.unlink()
    await actions.request_rendering_again(invoice_id, at=WHEN, by=BY)
    assert (await actions.render_owed(WHEN)).done == 1
    with pytest.raises(Refused) as refused:
        await actions.request_rendering_again(invoice_id, at=WHEN, by=BY)
    assert refused.value.code == "invoices.rendered"


async def test_a_worker_that_died_leaves_the_work_to_another(database: None) -> None:
    await open_shop()
    await issued(await regie())
    # Claimed, then killed: the claim lasts two minutes.
    await Rendering.update({Rendering.next_try_at: WHEN + timedelta(minutes=2)}, force=True)
    assert (await actions.render_owed(WHEN)).done == 0
    assert (await actions.render_owed(WHEN + timedelta(minutes=3))).done == 1


async def test_the_message_goes_only_with_its_pdf(database: None) -> None:
    await open_shop()
    invoice_id = await drafted(await regie())
    await actions.issue_and_send(invoice_id, on=D("2026-11-21"), at=WHEN, by=BY)
    message, attachment = await Message.select().first(), await Attachment.select().first()
    assert message["subject"] == "Facture F2026-000001 – Atelier Vauban"
    assert "120,00" in message["text"] and "F2026-000001" in message["html"]
    assert (attachment["filename"], attachment["sha256"]) == ("F2026-000001.pdf", None)
    await actions.render_owed(WHEN)
    attachment = await Attachment.select().first()
    assert files.read(attachment["sha256"]).startswith(b"%PDF")
    # Sent again later, the file is there from the start.
    await actions.send(invoice_id, at=WHEN, by=BY, after=1)
    assert await Attachment.count().where(Attachment.sha256.is_null()) == 0


async def test_a_credit_note_cites_its_invoice_and_asks_for_nothing(database: None) -> None:
    await open_shop()
    invoice_id = await issued(await mairie())
    credit_id = await actions.credit_whole(invoice_id, on=D("2026-11-25"), at=WHEN, by=BY)
    await actions.render_owed(WHEN)
    text = words(await kept(credit_id))
    assert "Avoir" in text and "A2026-000001" in text and "F2026-000001" in text
    assert "IBAN" not in text


async def test_a_draft_is_marked_as_one(database: None) -> None:
    await open_shop()
    invoice_id = await drafted(await regie())
    view = await queries.preview(invoice_id, D("2026-11-21"))
    text = words(await actions.pdf_of(view))
    assert "Brouillon" in text and "F2026" not in text
    assert await Document.count() == 0


async def test_a_draft_cannot_be_sent(database: None) -> None:
    await open_shop()
    with pytest.raises(Refused) as refused:
        await actions.send(await drafted(await regie()), at=WHEN, by=BY)
    assert refused.value.code == "invoices.not_sendable"


@pytest.fixture(autouse=True)
def _quiet() -> object:
    yield
    pdf.close()
