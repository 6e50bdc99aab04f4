"""The XML inside the PDF: one file, byte for byte, and an archive that says what it is."""

import hashlib
import html
import io

import pytest
from pypdf import PdfReader

from app.adapters import facturx, pdf
from app.adapters.pdf import Described, RenderFailed
from app.invoices.rules.einvoice.cii import to_xml
from tests.adapters.papers import html_of, usual
from tests.invoices.einvoices import einvoice

XML = to_xml(einvoice())
DESCRIBED = Described("Facture F2026-000123", "Atelier Vauban", "Facture <n° 1> & « suite »", "fr")


async def test_one_file_is_attached_byte_for_byte_and_declared_as_data() -> None:
    paper = await pdf.render(html_of(usual()))
    reader = PdfReader(io.BytesIO(await pdf.embed(paper, XML, DESCRIBED)))
    root = reader.trailer["/Root"]
    [entry] = [each.get_object() for each in root["/AF"]]
    assert (entry["/AFRelationship"], entry["/F"], entry["/UF"]) == (
        "/Data",
        "factur-x.xml",
        "factur-x.xml",
    )
    assert reader.attachments == {"factur-x.xml": [XML]}
    embedded = entry["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/text/xml"
    assert embedded["/Params"]["/Size"] == len(XML)
    assert bytes(embedded["/Params"]["/CheckSum"].original_bytes) == hashlib.md5(XML).digest()


async def test_the_archive_says_what_it_is_and_keeps_its_fonts_and_its_text() -> None:
    paper = await pdf.render(html_of(usual()))
    made = await pdf.embed(paper, XML, DESCRIBED)
    reader, before = PdfReader(io.BytesIO(made)), PdfReader(io.BytesIO(paper))
    assert reader.xmp_metadata is not None
    xmp = reader.xmp_metadata.stream.get_data().decode()
    for said in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<fx:DocumentType>INVOICE</fx:DocumentType>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
        "pdfaSchema",
    ):
        assert said in xmp, said
    assert reader.metadata is not None
    assert reader.metadata.title == "Facture F2026-000123"
    assert "Facture <n° 1> & « suite »" in html.unescape(xmp)
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert [p.extract_text() for p in reader.pages] == [p.extract_text() for p in before.pages]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert _is_embedded(font.get_object())


async def test_an_xml_that_is_not_one_of_its_profile_is_refused_and_harms_no_other() -> None:
    paper = await pdf.render(html_of(usual()))
    for wrong in (b"", b"<nothing", XML.replace(b"<ram:TypeCode>380</ram:TypeCode>", b"")):
        with pytest.raises(RenderFailed):
            await pdf.embed(paper, wrong, DESCRIBED)
    with pytest.raises(RenderFailed):
        await pdf.embed(b"no PDF", XML, DESCRIBED)
    assert (await pdf.embed(paper, XML, DESCRIBED)).startswith(b"%PDF-")


def _is_embedded(font: object) -> bool:
    descendants = font.get("/DescendantFonts", [font])  # type: ignore[attr-defined]
    held = [each.get_object()["/FontDescriptor"] for each in descendants]
    return all(any(f"/FontFile{n}" in one for n in ("", "2", "3")) for one in held)


def test_the_schema_names_the_line_and_what_is_wrong() -> None:
    assert facturx.schema_faults(XML) == []
    kind = b"    <ram:TypeCode>380</ram:TypeCode>\n"
    [fault] = facturx.schema_faults(XML.replace(kind, b""))
    assert "TypeCode" in fault and fault.startswith("line 13")
    assert facturx.schema_faults(b"<nothing") != []
    assert facturx.schema_faults(b"") != []
