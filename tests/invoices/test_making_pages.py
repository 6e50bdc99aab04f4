"""The editor in depth and the pages that make documents from others, as people use them."""

import re
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import httpx
import pypdf
import pytest

from app.invoices import actions, queries
from app.invoices.tables import Invoice
from tests.cast import at as moment
from tests.cast import browser, open_shop, regie, signed_in
from tests.invoices.story import D, drafted, issued, line, paid

BERLIN = {"country": "DE", "siren": "", "vat_number": "DE136695976", "postcode": "10115"}


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-21T14:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


def typed(client: int, **changes: str) -> dict[str, str]:
    return {
        "client": str(client),
        "line-0-label": "Entretien",
        "line-0-quantity": "1",
        "line-0-unit_price": "1000",
        "line-0-vat_rate": "20",
        **changes,
    }


async def only(page: httpx.Response) -> queries.InvoiceView:
    assert page.status_code == 303, page.text
    return await queries.invoice(int(page.headers["location"].rsplit("/", 1)[1]))


async def test_everything_that_a_draft_can_say_comes_back_in_the_editor(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    whole = typed(
        client,
        **{
            "line-0-discount_amount": "100",
            "line-0-nature": "goods",
            "adjustment-0-kind": "allowance",
            "adjustment-0-reason": "Fidélité",
            "adjustment-0-percent": "10",
            "adjustment-0-vat_rate": "",
            "adjustment-1-kind": "freight",
            "adjustment-1-reason": "Port",
            "adjustment-1-amount": "30",
            "adjustment-1-vat_rate": "20",
            "plan-0-due_on": "01/12/2026",
            "plan-0-percent": "30",
            "plan-1-due_on": "31/12/2026",
            "discount_rate": "2",
            "discount_days": "10",
            "delivered_on": "20/11/2026",
            "delivery_street": "3 quai Rambaud",
            "delivery_town": "Lyon",
        },
    )
    # 1 000 - 100 = 900; less 10 % = 810; plus 30 = 840.00; VAT 168.00; 30 % of 1 008.00 = 302.40
    live = await odile.post("/invoices/totals", data=whole, headers={"HX-Request": "true"})
    assert "1\u202f008,00" in live.text and "302,40" in live.text
    view = await only(await odile.post("/invoices", data=whole))
    assert (view.net, view.vat, view.payable) == (84_000, 16_800, 100_800)
    edit = (await odile.get(f"/invoices/{view.id}/edit")).text
    for text in ("Fidélité", "Port", "01/12/2026", "3 quai Rambaud", "20/11/2026"):
        assert f'value="{text}"' in edit
    again = dict(re.findall(r'name="([\w-]+)"[^>]*? value="([^"]*)"', edit))
    assert again["adjustment-1-amount"] == "30,00" and again["discount_days"] == "10"
    page = (await odile.get(f"/invoices/{view.id}")).text
    assert "Frais de port" not in page and "Port" in page


async def test_rows_of_the_whole_come_and_go_without_scripts(odile: httpx.AsyncClient) -> None:
    client = await regie()
    more = await odile.post("/invoices", data=typed(client, do="add-adjustment"))
    assert 'name="adjustment-0-reason"' in more.text
    more = await odile.post("/invoices", data=typed(client, do="add-plan"))
    assert 'name="plan-0-due_on"' in more.text
    less = await odile.post(
        "/invoices", data=typed(client, do="remove-plan-0", **{"plan-0-due_on": "1/12"})
    )
    assert 'name="plan-0-due_on"' not in less.text and await Invoice.count() == 0


async def test_the_vat_that_fits_follows_the_client(odile: httpx.AsyncClient) -> None:
    berlin = await regie(**BERLIN)
    fresh = await odile.get(f"/invoices/new?client={berlin}")
    assert '<option value="AE" selected>' in fresh.text
    chosen = await odile.post("/invoices", data=typed(berlin, do="client"))
    assert '<option value="AE" selected>' in chosen.text
    view = await only(
        await odile.post("/invoices", data=typed(berlin, **{"line-0-vat_rate": "AE"}))
    )
    assert (view.lines[0].vat_category, view.vat) == ("AE", 0)


async def test_a_half_typed_allowance_is_refused_beside_its_field(odile: httpx.AsyncClient) -> None:
    client = await regie()
    wrong = typed(
        client,
        **{
            "adjustment-0-kind": "allowance",
            "adjustment-0-reason": "",
            "adjustment-0-percent": "5",
        },
    )
    page = await odile.post("/invoices", data=wrong)
    assert page.status_code == 422 and page.text.count('class="fault"') == 1
    both = typed(
        client,
        **{
            "adjustment-0-reason": "Geste",
            "adjustment-0-percent": "5",
            "adjustment-0-amount": "5",
        },
    )
    page = await odile.post("/invoices", data=both)
    assert page.status_code == 422 and "l’un des deux" in page.text


async def test_what_keeps_a_draft_back_is_said_beside_each_field(odile: httpx.AsyncClient) -> None:
    client = await regie(**{**BERLIN, "vat_number": ""})
    whole = typed(
        client,
        **{
            "line-0-vat_rate": "K",
            "plan-0-due_on": "01/12/2026",
            "plan-0-amount": "5000",
            "plan-1-due_on": "31/12/2026",
        },
    )
    view = await only(await odile.post("/invoices", data=whole))
    page = (await odile.get(f"/invoices/{view.id}")).text
    assert f'href="/invoices/{view.id}/edit?check=1"' in page
    editor = (await odile.get(f"/invoices/{view.id}/edit?check=1")).text
    for field in ("line-0-vat_rate", "delivered_on", "plan-1-amount"):
        assert f'id="e-{field}"' in editor or f'href="#f-{field}"' in editor
    assert editor.count('class="fault"') >= 3
    assert 'class="fault"' not in (await odile.get(f"/invoices/{view.id}/edit")).text


async def test_a_part_is_credited_by_quantity(odile: httpx.AsyncClient) -> None:
    invoice_id = await issued(await regie(), line("Heure", 50, many=10))
    page = await odile.get(f"/invoices/{invoice_id}/credit")
    name = re.search(r'name="(credit-\d+)"', page.text)
    key = re.search(r'name="key" value="([\w-]+)"', page.text)
    assert name and key and "600,00" in page.text
    wrong = await odile.post(
        f"/invoices/{invoice_id}/credit", data={name[1]: "11", "key": key[1], "note": "Trop"}
    )
    assert wrong.status_code == 422 and "il reste 10" in wrong.text and "Trop" in wrong.text
    form = {name[1]: "3", "key": key[1], "note": "Trois heures en trop"}
    note = await only(await odile.post(f"/invoices/{invoice_id}/credit", data=form))
    again = await only(await odile.post(f"/invoices/{invoice_id}/credit", data=form))
    assert note.id == again.id and note.payable == -18_000
    assert "Avoir d’une partie" in (await odile.get(f"/invoices/{note.id}")).text
    shown = (await odile.get(f"/invoices/{invoice_id}")).text
    assert f'href="/invoices/{note.id}"' in shown and "A2026-000001" in shown


async def test_a_deposit_asked_paid_and_taken_off(odile: httpx.AsyncClient) -> None:
    client = await regie()
    draft = await drafted(client, line("Chantier", 3_000))
    refused = await odile.post(f"/invoices/{draft}/deposit", data={"key": "k"})
    assert refused.status_code == 422 and "l’un des deux" in refused.text
    asked = {"key": "k", "deposit_percent": "30"}
    deposit = await only(await odile.post(f"/invoices/{draft}/deposit", data=asked))
    assert f'href="/invoices/{draft}"' in (await odile.get(f"/invoices/{deposit.id}")).text
    await actions.issue(deposit.id, on=D("2026-11-21"), at=moment("2026-11-21"), by="odile")
    await paid(deposit.id, 108_000, on="2026-11-21")
    editor = (await odile.get(f"/invoices/{draft}/edit")).text
    assert 'value="1\u202f080,00"' in editor or 'value="1080,00"' in editor
    version = re.search(r'name="version" value="(\w+)"', editor)
    assert version
    final = typed(
        client,
        version=version[1],
        **{
            "line-0-unit_price": "3000",
            "deduction-0-deposit": str(deposit.id),
            "deduction-0-amount": "1080",
        },
    )
    view = await only(await odile.post(f"/invoices/{draft}", data=final))
    assert (view.prepaid, view.payable) == (108_000, 252_000)
    page = (await odile.get(f"/invoices/{deposit.id}")).text
    assert "déduit d’un autre document" in page


async def test_a_correction_opens_in_the_editor_and_links_both_ways(
    odile: httpx.AsyncClient,
) -> None:
    wrong = await issued(await regie())
    answer = await odile.post(f"/invoices/{wrong}/correction")
    assert answer.status_code == 303 and answer.headers["location"].endswith("/edit")
    draft = int(answer.headers["location"].split("/")[2])
    assert (
        "rectification de cette facture est en brouillon"
        in (await odile.get(f"/invoices/{wrong}")).text
    )
    assert (await odile.post(f"/invoices/{draft}/issuance", data={})).status_code == 303
    assert "a été remplacée" in (await odile.get(f"/invoices/{wrong}")).text
    assert "Elle remplace une facture" in (await odile.get(f"/invoices/{draft}")).text
    assert "Facture rectificative" in (await odile.get("/invoices")).text


async def test_a_discount_is_honoured_from_the_page(odile: httpx.AsyncClient) -> None:
    client = await regie()
    draft = await only(
        await odile.post("/invoices", data=typed(client, discount_rate="2", discount_days="10"))
    )
    await odile.post(f"/invoices/{draft.id}/issuance", data={})
    early = await odile.post(f"/invoices/{draft.id}/discount")
    assert early.status_code == 422 and "rien n’était payé" in early.text
    await paid(draft.id, 117_600, on="2026-11-21")
    note = await only(await odile.post(f"/invoices/{draft.id}/discount"))
    assert (note.payable, (await queries.invoice(draft.id)).open) == (-2_400, 0)


@pytest.mark.slow
async def test_a_duplicate_is_marked_and_the_original_is_not(odile: httpx.AsyncClient) -> None:
    invoice_id = await issued(await regie())
    await actions.render_owed(moment("2026-11-21", 15))
    kept = await odile.get(f"/invoices/{invoice_id}/pdf")
    copy = await odile.get(f"/invoices/{invoice_id}/pdf?copy=1")
    words = pypdf.PdfReader(BytesIO(copy.content)).pages[0].extract_text()
    assert "DUPLICATA" in words and "F2026-000001" in words
    assert "DUPLICATA" not in pypdf.PdfReader(BytesIO(kept.content)).pages[0].extract_text()
    again = await odile.get(f"/invoices/{invoice_id}/pdf")
    assert again.content == kept.content
    assert "duplicata.pdf" in copy.headers["content-disposition"]
