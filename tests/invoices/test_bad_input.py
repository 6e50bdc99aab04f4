"""What a hurried or hostile hand puts into an invoice: refused by its field, or kept exactly."""

from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import httpx
import pytest
from pypdf import PdfReader

from app.adapters import files
from app.core.errors import Refused
from app.invoices import actions, queries
from app.invoices.rules import LineDraft
from app.invoices.tables import Invoice
from tests.cast import browser, open_shop, regie, signed_in
from tests.invoices.story import BY, WHEN, D, drafted, issued, line

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-21T14:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


async def papers(invoice_id: int) -> tuple[PdfReader, ElementTree.Element]:
    """The PDF and the XML that were kept."""
    await actions.render_owed(WHEN)
    rendering = (await queries.invoice(invoice_id)).rendering
    assert rendering and rendering.sha256
    _, xml = await queries.xml_of(invoice_id)
    assert xml
    return PdfReader(BytesIO(files.read(rendering.sha256))), ElementTree.fromstring(xml)


def figure(root: ElementTree.Element, name: str) -> Decimal:
    found = root.findall(f".//{RAM}{name}")
    return Decimal(found[-1].text or "")


@pytest.mark.parametrize("field", ["line-0-label", "note", "order_number"])
@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x85"], ids=["nul", "bell", "esc", "c1"])
async def test_control_characters_are_refused_beside_their_field(
    odile: httpx.AsyncClient, field: str, char: str
) -> None:
    form = {
        "client": str(await regie()),
        "line-0-label": "Entretien",
        "line-0-quantity": "1",
        "line-0-unit_price": "72",
        "line-0-vat_rate": "20",
        field: f"Entre{char}tien",
    }
    page = await odile.post("/invoices", data=form)
    assert page.status_code == 422 and f'id="e-{field}"' in page.text
    assert "contient des caractères qui ne peuvent pas s’imprimer" in page.text
    assert await Invoice.count() == 0


@pytest.mark.parametrize("rate", ["-20", "200", "vingt", "20,0001"])
async def test_what_is_no_rate_is_refused_where_it_is_typed(
    odile: httpx.AsyncClient, rate: str
) -> None:
    form = {
        "client": str(await regie()),
        "line-0-label": "Entretien",
        "line-0-quantity": "1",
        "line-0-unit_price": "72",
        "line-0-vat_rate": rate,
    }
    page = await odile.post("/invoices", data=form)
    assert page.status_code == 422 and 'id="e-line-0-vat_rate"' in page.text
    assert await Invoice.count() == 0


@pytest.mark.parametrize("rate", [1900, 1960, 700], ids=["19", "19,6 until 2013", "7 until 2013"])
async def test_a_rate_that_was_never_or_is_no_longer_french_is_refused_at_issue(
    database: None, rate: int
) -> None:
    # A draft may hold it: which rates are French depends on the day of issue.
    await open_shop()
    draft = await drafted(await regie(), line(rate=rate))
    with pytest.raises(Refused) as refused:
        await actions.issue(draft, on=D("2026-11-21"), at=WHEN, by=BY)
    assert any(each.field == "line-0-vat_rate" for each in refused.value.findings)
    assert (await queries.invoice(draft)).number is None


async def test_a_negative_price_is_refused_and_a_gift_is_not(database: None) -> None:
    await open_shop()
    client = await regie()
    with pytest.raises(Refused) as refused:
        await issued(client, line(), line("Remise déguisée", euros=-10))
    assert any("line-1" in (each.field or "") for each in refused.value.findings)
    # A line given for nothing is a fact of trade; 100 € and 20 % are the rest of it.
    gift = await issued(client, line(), line("Offert", euros=0))
    assert (await queries.invoice(gift)).total == 12_000
    with pytest.raises(Refused) as refused:
        await issued(client, line("Tout offert", euros=0))
    assert refused.value.code == "invoices.not_positive"


async def test_pictographs_and_other_scripts_are_kept_in_the_data_and_never_break_the_paper(
    database: None,
) -> None:
    await open_shop()
    label = "Cabine 🛗 שלום مرحبا \u202etxet neddih\u202c Ελλάδα"
    reader, root = await papers(await issued(await regie(), line(label)))
    names = [each.text for each in root.iter(f"{RAM}Name")]
    assert label in names
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Cabine" in text and "Ελλάδα" in text and "120,00" in text


async def test_three_hundred_lines_are_one_document_with_its_totals_once(database: None) -> None:
    await open_shop()
    many = [line(f"Visite {n:03}", euros=n) for n in range(1, 301)]
    reader, root = await papers(await issued(await regie(), *many))
    # 1 + … + 300 = 45 150; 20 % of it 9 030.
    assert figure(root, "LineTotalAmount") == Decimal("45150.00")
    assert figure(root, "TaxTotalAmount") == Decimal("9030.00")
    text = "\n".join(page.extract_text() for page in reader.pages).replace("\u202f", " ")
    assert [n for n in range(1, 301) if f"Visite {n:03}" not in text] == []
    assert text.replace("\u00a0", " ").count("54 180,00") >= 1
    assert len(root.findall(f".//{RAM}AssociatedDocumentLineDocument")) == 300


async def test_eight_digit_amounts_are_exact_on_paper_and_in_the_data(database: None) -> None:
    await open_shop()
    # 3 × 12 345 678.90 = 37 037 036.70; 20 % = 7 407 407.34; 44 444 444.04 in all.
    crane = LineDraft("Grue", 30_000, 12_345_678_900_000, 2000)
    reader, root = await papers(await issued(await regie(), crane))
    assert figure(root, "TaxBasisTotalAmount") == Decimal("37037036.70")
    assert figure(root, "GrandTotalAmount") == Decimal("44444444.04")
    text = reader.pages[0].extract_text().replace("\u202f", " ").replace("\u00a0", " ")
    for words in ("12 345 678,90", "37 037 036,70", "7 407 407,34", "44 444 444,04"):
        assert words in text, words


async def test_a_label_beyond_its_length_is_refused_and_a_long_word_stays_on_the_page(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    form = {
        "client": str(client),
        "line-0-label": "L" * 5_000,
        "line-0-quantity": "1",
        "line-0-unit_price": "72",
        "line-0-vat_rate": "20",
    }
    page = await odile.post("/invoices", data=form)
    assert page.status_code == 422 and 'id="e-line-0-label"' in page.text
    reader, _ = await papers(await issued(client, line("W" * 180)))
    assert reader.pages[0].extract_text().count("W") >= 180
