"""Fifty issued documents: valid by every judge, PDF/A-3b, and the paper says what the XML says."""

import io
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from app.adapters import facturx, files
from app.adapters.schematrons import Opinion
from app.invoices import actions, queries
from tests.cast import open_shop
from tests.invoices.paperwork import fifty
from tests.invoices.story import WHEN

pytestmark = pytest.mark.slow

NS = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
# Factur-X 1.09, 6.2.2: in France any of the three, whatever the profile.
RELATIONS = ("/Data", "/Source", "/Alternative")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
DEAL = "//ram:ApplicableHeaderTradeSettlement"
SUMS = f"{DEAL}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"


def said(xml: bytes, path: str) -> list[str]:
    found = etree.fromstring(xml).xpath(path, namespaces=NS)
    return [str(each if isinstance(each, str) else each.text) for each in found]


def euros(amount: str) -> str:
    """ "1234.50" of the XML as the paper writes it, spaces aside: "1234,50€"."""
    whole, _, cents = amount.partition(".")
    return f"{whole},{cents:0<2}€"


def day(compact: str) -> str:
    return f"{int(compact[6:])} {MONTHS[int(compact[4:6]) - 1]} {compact[:4]}"


def squeezed(text: str) -> str:
    """Text without any space, so that lines and columns make no difference."""
    return "".join(text.split()).replace("’", "'")


def text_of(pdf: Path) -> str:
    """By poppler, which has nothing to do with who wrote it."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def on_the_whole(xml: bytes) -> list[str]:
    """Discounts and charges have a part for each rate; a reader sees their sum."""
    path = f"{DEAL}//ram:SpecifiedTradeAllowanceCharge/ram:"
    sums: Counter[str] = Counter()
    for reason, amount in zip(
        said(xml, f"{path}Reason"), said(xml, f"{path}ActualAmount"), strict=True
    ):
        sums[reason] += int(amount.replace(".", ""))
    return [f"{cents // 100}.{cents % 100:02}" for cents in sums.values()]


def expected(xml: bytes) -> list[str]:
    """Everything that the XML says which a reader of the paper must find."""
    words = [
        *said(xml, "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID"),
        *map(day, said(xml, "//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString")),
        *said(xml, "//ram:SellerTradeParty/ram:Name | //ram:BuyerTradeParty/ram:Name"),
        *said(xml, "//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        *said(xml, "//ram:BuyerTradeParty/ram:PostalTradeAddress/ram:CityName"),
        *said(xml, "//ram:SpecifiedTradeProduct/ram:Name"),
        *said(xml, "//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        *said(xml, f"{DEAL}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"),
        *said(xml, f"{DEAL}//ram:SpecifiedTradeAllowanceCharge/ram:Reason"),
    ]
    amounts = [
        *said(xml, "//ram:SpecifiedLineTradeSettlement//ram:LineTotalAmount"),
        *said(xml, f"{SUMS}/ram:DuePayableAmount"),
        *on_the_whole(xml),
    ]
    rates = said(xml, f"{DEAL}/ram:ApplicableTradeTax/ram:CategoryCode")
    if rates != ["E"]:
        amounts += said(xml, f"{SUMS}/ram:TaxBasisTotalAmount | {SUMS}/ram:TaxTotalAmount")
    if len(rates) > 1:
        part = f"{DEAL}/ram:ApplicableTradeTax"
        amounts += said(xml, f"{part}/ram:BasisAmount | {part}/ram:CalculatedAmount")
    return words + [euros(amount) for amount in amounts]


def archival(data: bytes, xml: bytes) -> list[str]:
    """What keeps a PDF from being PDF/A-3b with this XML in it."""
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    described = root["/Metadata"].get_object().get_data().decode()
    facts = {
        "one associated file": len(root["/AF"]) == 1,
        "a relation that France takes": root["/AF"][0].get_object()["/AFRelationship"] in RELATIONS,
        "the stored XML": reader.attachments == {"factur-x.xml": [xml]},
        "part 3": "<pdfaid:part>3</pdfaid:part>" in described,
        "level B": "<pdfaid:conformance>B</pdfaid:conformance>" in described,
        "the profile": "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in described,
        "its name": "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in described,
        "colours": root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1",
        "no secret": "/Encrypt" not in reader.trailer,
        "fonts": all(embedded(page) for page in reader.pages),
    }
    return [name for name, holds in facts.items() if not holds]


def embedded(page: object) -> bool:
    fonts = page["/Resources"].get("/Font", {})  # type: ignore[index]
    for font in fonts.values():
        inner = font.get_object()
        inner = inner["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inner else inner
        kept = inner["/FontDescriptor"].get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(kept):
            return False
    return bool(fonts)


async def test_fifty_documents_on_paper_and_as_data(database: None, tmp_path: Path) -> None:
    await open_shop()
    made = await fifty()
    assert len(made) >= 50
    assert await actions.render_owed(WHEN, limit=100) == actions.RenderSummary(done=len(made))
    wrong: dict[str, object] = {}
    codes = set()
    for name, invoice_id in made.items():
        view = await queries.invoice(invoice_id)
        electronic = await queries.electronic(invoice_id)
        assert view.rendering and view.rendering.sha256
        assert electronic and electronic.sha256 and electronic.rules
        data, xml = files.read(view.rendering.sha256), files.read(electronic.sha256)
        codes |= set(said(xml, "//rsm:ExchangedDocument/ram:TypeCode"))
        (tmp_path / "one.pdf").write_bytes(data)
        paper = text_of(tmp_path / "one.pdf").replace("−", "").replace("-", "")
        missing = [word for word in expected(xml) if squeezed(word).replace("-", "") not in paper]
        faults = facturx.schema_faults(xml)
        found = (missing, archival(data, xml), faults, electronic.rules.broken)
        if any(found):
            wrong[name] = found
    assert wrong == {}
    assert codes == {"380", "381", "384", "386"}
    judged = []
    while batch := await actions.judge_owed(WHEN):
        judged += batch
    assert [(number, each.rules, each.reason) for number, each in judged if each.rules] == []
    assert {each.opinion for _, each in judged} == {Opinion.VALID}
    assert len(judged) == len(made)
