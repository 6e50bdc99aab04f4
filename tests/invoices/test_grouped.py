"""A client with several sites reads its invoice by site: one heading, its lines, their subtotal."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.adapters import files
from app.clients.tables import Client
from app.invoices import actions, queries
from app.invoices.rules import LineDraft
from app.invoices.rules.printed import LineView, grouped
from tests.cast import hotel, open_shop, regie
from tests.invoices.story import WHEN, issued


def sold(label: str, euros: int, detail: str = "") -> LineDraft:
    return LineDraft(label, 10_000, euros * 1_000_000, 2000, detail=detail)


LINES = (
    sold("Entretien", 100, "12 rue Vauban"),
    sold("Dépannage", 40, "3 place Bellecour"),
    sold("Frais de dossier", 5),
    sold("Cellule", 30, "12 rue Vauban"),
)


def test_sites_stand_in_the_order_of_their_first_line_by_hand() -> None:
    """130 € at Vauban, 40 € at Bellecour, 5 € nowhere: 175 € in all."""
    nets = (10_000, 4_000, 500, 3_000)
    shown = [LineView(**vars(x), net=net) for x, net in zip(LINES, nets, strict=True)]
    found = [(g.heading, [x.label for x in g.lines], g.net) for g in grouped(shown)]
    assert found == [
        ("", ["Frais de dossier"], 500),
        ("12 rue Vauban", ["Entretien", "Cellule"], 13_000),
        ("3 place Bellecour", ["Dépannage"], 4_000),
    ]


async def paper(invoice_id: int) -> str:
    await actions.render_owed(WHEN)
    rendering = (await queries.invoice(invoice_id)).rendering
    assert rendering and rendering.sha256
    reader = PdfReader(BytesIO(files.read(rendering.sha256)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("wanted", [True, False])
async def test_the_paper_is_grouped_for_who_wants_it_and_the_data_is_the_same(
    database: None, wanted: bool
) -> None:
    await open_shop()
    client, outsider = await regie(), await hotel()
    await Client.update({Client.invoice_grouped: wanted}).where(Client.id == client)
    mine = await issued(client, *LINES)
    other = await issued(outsider, *LINES)
    text = await paper(mine)
    assert ("12 rue Vauban 130,00 €" in text) is wanted
    assert text.count("12 rue Vauban") == (1 if wanted else 2)
    assert "175,00 €" in text and "210,00 €" in text
    assert (await paper(other)).count("12 rue Vauban") == 2
    _, xml = await queries.xml_of(mine)
    assert xml and xml.count(b"<ram:IncludedSupplyChainTradeLineItem>") == 4
    # Frozen with the document: a client who changes its mind changes no paper.
    await Client.update({Client.invoice_grouped: not wanted}).where(Client.id == client)
    view = await queries.document_view(mine)
    assert view and view.is_grouped is wanted
