"""The pages of invoices: written, issued, sent, credited; nothing lost, nothing twice."""

import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.clients.tables import Client
from app.invoices import actions, queries
from app.invoices.tables import Invoice
from app.messages.tables import Message
from tests.cast import at as moment
from tests.cast import browser, hotel, mme_perrin, open_shop, regie, signed_in
from tests.invoices.story import D, drafted, issued, line, paid

HTMX = {"HX-Request": "true"}


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
        "line-0-quantity": "2,5",
        "line-0-unit_price": "72",
        "line-0-vat_rate": "20",
        **changes,
    }


async def only() -> dict[str, object]:
    rows = await Invoice.select()
    assert len(rows) == 1
    return rows[0]


async def test_a_first_invoice_from_blank_to_sent(odile: httpx.AsyncClient) -> None:
    client = await regie()
    blank = await odile.get("/invoices")
    assert "Aucune facture pour l’instant" in blank.text
    page = await odile.get(f"/invoices/new?client={client}")
    assert page.status_code == 200
    assert f'value="{client}" selected' in page.text

    saved = await odile.post("/invoices", data=typed(client))
    assert saved.status_code == 303
    draft = await odile.get(saved.headers["location"])
    # 2.5 x 72.00 = 180.00, VAT 36.00
    assert "216,00" in draft.text and "Brouillon" in draft.text
    assert "compta@regie-bellecour.test" in draft.text

    sent = await odile.post(
        saved.headers["location"] + "/issuance", data={"issued_on": "21/11/2026", "send": "1"}
    )
    assert sent.status_code == 303
    row = await only()
    assert row["number"] == "F2026-000001"
    message = (await Message.select())[0]
    assert message["subject"] == "Facture F2026-000001 – Atelier Vauban"
    assert message["to_address"] == "compta@regie-bellecour.test"
    shown = await odile.get(f"/invoices/{row['id']}")
    assert "F2026-000001" in shown.text and "21\u00a0décembre 2026" in shown.text


async def test_what_was_typed_comes_back_with_each_fault(odile: httpx.AsyncClient) -> None:
    client = await regie()
    wrong = typed(
        client, **{"line-0-quantity": "beaucoup", "due_on": "31/02/2026", "note": "Merci"}
    )
    page = await odile.post("/invoices", data=wrong)
    assert page.status_code == 422
    assert 'value="beaucoup"' in page.text and "Merci" in page.text
    assert page.text.count('class="fault"') == 2
    assert await Invoice.count() == 0


async def test_a_form_without_a_client_or_with_one_that_does_not_exist_is_refused(
    odile: httpx.AsyncClient,
) -> None:
    assert (await odile.post("/invoices", data=typed(999))).status_code == 422
    nobody = typed(1) | {"client": ""}
    assert (await odile.post("/invoices", data=nobody)).status_code == 422
    assert await Invoice.count() == 0


async def test_lines_come_and_go_without_scripts(odile: httpx.AsyncClient) -> None:
    client = await regie()
    more = await odile.post("/invoices", data=typed(client, do="add"))
    assert more.status_code in (200, 201)
    assert 'name="line-1-label"' in more.text and 'value="Entretien"' in more.text
    two = typed(client, **{"line-1-label": "Second", "line-1-quantity": "1", "do": "remove-0"})
    less = await odile.post("/invoices", data=two)
    assert "line-0-label" not in less.text and 'value="Second"' in less.text
    assert await Invoice.count() == 0


async def test_totals_follow_the_typing(odile: httpx.AsyncClient) -> None:
    client = await regie()
    part = await odile.post("/invoices/totals", data=typed(client), headers=HTMX)
    assert part.status_code == 200 and "<html" not in part.text
    assert "216,00" in part.text
    unfinished = typed(client) | {"line-0-unit_price": "7,"}
    part = await odile.post("/invoices/totals", data=unfinished, headers=HTMX)
    assert "dès que chaque ligne" in part.text


async def test_a_draft_edited_in_two_browsers_is_never_overwritten_unseen(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    invoice_id = await drafted(client)
    page = await odile.get(f"/invoices/{invoice_id}/edit")
    found = re.search(r'name="version" value="(\w+)"', page.text)
    assert found
    version = found[1]
    first = await odile.post(
        f"/invoices/{invoice_id}", data=typed(client, version=version, note="Odile")
    )
    assert first.status_code == 303
    second = await odile.post(
        f"/invoices/{invoice_id}", data=typed(client, version=version, note="Amin")
    )
    assert second.status_code == 422 and "Amin" in second.text
    assert (await queries.invoice(invoice_id)).note == "Odile"


async def test_a_draft_issued_meanwhile_keeps_what_it_was_issued_with(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    invoice_id = await drafted(client)
    version = (await queries.invoice(invoice_id)).version
    await odile.post(f"/invoices/{invoice_id}/issuance", data={})
    late = await odile.post(f"/invoices/{invoice_id}", data=typed(client, version=version))
    assert late.status_code == 422 and "F2026-000001" in late.text
    assert (await odile.post(f"/invoices/{invoice_id}/deletion")).status_code == 422
    assert (await odile.get(f"/invoices/{invoice_id}/edit")).status_code == 303


async def test_a_double_click_on_issue_is_one_number_and_one_message(
    odile: httpx.AsyncClient,
) -> None:
    invoice_id = await drafted(await regie())
    for _ in range(2):
        answer = await odile.post(f"/invoices/{invoice_id}/issuance", data={"send": "1"})
        assert answer.status_code == 303
    assert (await only())["number"] == "F2026-000001"
    assert await Message.count() == 1


async def test_sending_again_is_one_message_for_each_time_it_was_asked(
    odile: httpx.AsyncClient,
) -> None:
    invoice_id = await issued(await regie())
    for after in ("0", "0", "1", "1"):
        answer = await odile.post(f"/invoices/{invoice_id}/sending", data={"after": after})
        assert answer.status_code == 303
    assert await Message.count() == 2
    wrong = await odile.post(
        f"/invoices/{invoice_id}/sending", data={"after": "2", "to": "pas une adresse"}
    )
    assert wrong.status_code == 422 and "pas une adresse" in wrong.text


async def test_what_keeps_it_from_being_issued_is_said_before_and_after_the_button(
    odile: httpx.AsyncClient,
) -> None:
    client = await regie()
    invoice_id = await drafted(client)
    await Client.update({Client.street: "", Client.siren: ""}).where(Client.id == client)
    page = await odile.get(f"/invoices/{invoice_id}")
    assert "sans SIREN" in page.text and "adresse complète" in page.text
    refused = await odile.post(f"/invoices/{invoice_id}/issuance", data={})
    assert refused.status_code == 422 and "sans SIREN" in refused.text
    assert (await only())["state"] == "draft"


async def test_a_date_in_the_future_or_that_does_not_exist_is_refused(
    odile: httpx.AsyncClient,
) -> None:
    invoice_id = await drafted(await regie())
    for day in ("22/11/2026", "31/11/2026"):
        answer = await odile.post(f"/invoices/{invoice_id}/issuance", data={"issued_on": day})
        assert answer.status_code == 422
    assert (await only())["state"] == "draft"


async def test_a_client_without_an_address_to_write_to_leaves_the_draft(
    odile: httpx.AsyncClient,
) -> None:
    invoice_id = await drafted(await regie(email=""))
    refused = await odile.post(f"/invoices/{invoice_id}/issuance", data={"send": "1"})
    assert refused.status_code == 422
    assert (await only())["state"] == "draft"
    assert (await odile.post(f"/invoices/{invoice_id}/issuance", data={})).status_code == 303


async def test_a_credit_note_asked_twice_is_one(odile: httpx.AsyncClient) -> None:
    invoice_id = await issued(await regie())
    shown = await odile.get(f"/invoices/{invoice_id}")
    assert "annule la totalité de" in shown.text
    first = await odile.post(f"/invoices/{invoice_id}/credit-note", data={})
    second = await odile.post(f"/invoices/{invoice_id}/credit-note", data={})
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    page = await odile.get(first.headers["location"])
    assert "A2026-000001" in page.text and "\u2212120,00" in page.text


async def test_the_list_is_narrowed_searched_and_summed(odile: httpx.AsyncClient) -> None:
    bellecour, perrin = await regie(), await mme_perrin()
    late = await issued(bellecour, on="2026-09-01", terms_days=30)
    await issued(perrin, line("Réglage porte", 50), on="2026-11-20")
    settled = await issued(bellecour, line(euros=10), on="2026-11-21")
    await paid(settled, 1_200)
    await drafted(bellecour)

    def numbers(page: httpx.Response) -> list[str]:
        return re.findall(r'<a href="/invoices/\d+">([^<]+)</a>', page.text)

    every = await odile.get("/invoices")
    assert numbers(every)[0] == "Brouillon du 21/11/2026" and len(numbers(every)) == 4
    # Open: 120.00 + 60.00; in all 120 + 60 + 12 + a draft of 120 = 312.00
    assert "180,00" in every.text and "312,00" in every.text
    only_late = await odile.get("/invoices?state=late")
    assert numbers(only_late) == [(await queries.invoice(late)).number]
    for words, found in (
        ("perrin", 1),
        ("F2026-000003", 1),
        ("60,00", 1),
        ("porte", 1),
        ("nulle part", 0),
        ("%", 0),
    ):
        page = await odile.get("/invoices", params={"q": words}, headers=HTMX)
        assert len(numbers(page)) == found, words
        assert "<html" not in page.text
    assert (await odile.get("/invoices?state=absurd&sort=absurd&page=2")).status_code == 200


async def test_the_spreadsheet_is_exactly_what_is_shown(odile: httpx.AsyncClient) -> None:
    await issued(await regie(), on="2026-11-20")
    await issued(await hotel(), on="2026-11-21")
    page = await odile.get("/invoices?q=nizier&as=csv")
    lines = page.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("F2026-000002;Facture;Hôtel Saint-Nizier;21/11/2026;05/01/2027;100")
    assert (await odile.get("/invoices?as=xlsx")).content[:2] == b"PK"


async def test_several_are_issued_and_the_refused_one_says_why(odile: httpx.AsyncClient) -> None:
    client = await regie()
    good, bad = await drafted(client), await drafted(client, line(" "))
    ask = await odile.get(
        "/invoices/selection", params={"do": "issuance-and-sending", "id": [good, bad]}
    )
    assert "Émettre 2 brouillons" in ask.text and "240,00" in ask.text
    done = await odile.post(
        "/invoices/selection", data={"do": "issuance-and-sending", "id": [str(good), str(bad)]}
    )
    assert done.status_code == 200
    assert "F2026-000001" in done.text and "ne dit pas ce qui est vendu" in done.text
    assert (await queries.invoice(bad)).is_draft
    again = await odile.post(
        "/invoices/selection", data={"do": "issuance-and-sending", "id": [str(good)]}
    )
    assert "F2026-000001" in again.text
    assert await Message.count() == 1


async def test_the_accountant_looks_and_changes_nothing(odile: httpx.AsyncClient) -> None:
    invoice_id = await drafted(await regie())
    async with browser() as client:
        claire = await signed_in(client, "claire")
        page = await claire.get(f"/invoices/{invoice_id}")
        assert page.status_code == 200 and "/issuance" not in page.text
        for act in ("issuance", "deletion", "sending", "credit-note"):
            assert (await claire.post(f"/invoices/{invoice_id}/{act}")).status_code == 403
    assert (await only())["state"] == "draft"


async def test_what_is_not_there_is_not_found(odile: httpx.AsyncClient) -> None:
    for path in ("/invoices/999", "/invoices/999/edit", "/invoices/999/pdf"):
        assert (await odile.get(path)).status_code == 404
    assert (await odile.post("/invoices/999/issuance", data={})).status_code == 404


async def test_a_document_of_before_is_shown_as_such(odile: httpx.AsyncClient) -> None:
    from app.adapters.database import transaction

    client = await regie()
    async with transaction() as tx:
        invoice_id = await actions.record_opening(
            tx,
            client_id=client,
            number="2024/117",
            issued_on=D("2024-05-02"),
            due_on=D("2024-06-01"),
            amount=48_000,
            paid_on=None,
            paid_amount=None,
            disputed=False,
            import_id=None,
            at=moment("2026-11-20"),
            by="odile@atelier-vauban.test",
        )
    page = await odile.get(f"/invoices/{invoice_id}")
    assert page.status_code == 200 and "2024/117" in page.text
    assert "/credit-note" not in page.text
