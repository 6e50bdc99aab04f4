"""Recording in ten seconds, seen from the browser: prefilled, told before, kept when at fault."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest

from app.invoices import actions as invoices
from app.invoices.queries import open_instalments
from app.payments import queries
from app.payments.tables import Receipt
from tests.cast import ODILE, browser, open_shop, regie, signed_in
from tests.cast import at as moment
from tests.payments.books import instalment_of, open_now, paid, sold

HTMX = {"HX-Request": "true"}


@pytest.fixture
async def odile(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "odile")


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def typed(page: httpx.Response, name: str) -> str:
    found = re.search(rf'id="f-{name}"[^>]*value="([^"]*)"', page.text)
    assert found, name
    return found[1].replace("\u202f", " ")


async def form(odile: httpx.AsyncClient, client: int, **typed: str) -> dict[str, object]:
    page = await odile.get("/payments/new", params={"client": client})
    return {
        "client": str(client),
        "key": hidden(page, "key"),
        "method": "transfer",
        "received_on": "20/11/2026",
        "amount": "100",
        **typed,
    }


async def test_the_form_has_ticked_what_is_due_and_its_amount(odile: httpx.AsyncClient) -> None:
    client = await regie()
    late = await instalment_of(await sold(client, 120, "2026-10-01", "2026-11-01"))
    today = await instalment_of(await sold(client, 40, "2026-10-02", "2026-11-20"))
    later = await instalment_of(await sold(client, 1000, "2026-10-03", "2026-12-01"))
    page = await odile.get("/payments/new", params={"client": client})
    ticked = [int(n) for n in re.findall(r'value="(\d+)" id="p-\d+" checked', page.text)]
    assert ticked == [late, today] and later not in ticked
    assert typed(page, "amount") == "160,00"
    assert typed(page, "received_on") == "20/11/2026"


async def test_from_an_invoice_only_that_one_is_ticked(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await sold(client, 120, "2026-10-01", "2026-11-01")
    invoice = await sold(client, 1000, "2026-10-03", "2026-12-01")
    page = await odile.get("/payments/new", params={"invoice": invoice})
    assert typed(page, "amount") == "1 000,00"
    assert len(re.findall(r'id="p-\d+" checked', page.text)) == 1


async def test_what_it_will_do_is_told_before(odile: httpx.AsyncClient) -> None:
    client = await regie()
    first = await instalment_of(await sold(client, 120, "2026-10-01", "2026-11-01"))
    data = await form(odile, client, amount="150,00")
    told = await odile.post("/payments/plan", data=data | {"pay": str(first)}, headers=HTMX)
    assert "<html" not in told.text
    assert "F2026-000001, qui sera soldée" in told.text
    assert "30,00\u00a0€ resteront au crédit" in told.text
    assert await Receipt.count() == 0


async def test_recording_and_the_double_click(odile: httpx.AsyncClient) -> None:
    client = await regie()
    first = await instalment_of(await sold(client, 120, "2026-10-01", "2026-11-01"))
    data = await form(odile, client, amount="150,00", reference="VIR 33") | {"pay": str(first)}
    one = await odile.post("/payments", data=data, follow_redirects=False)
    two = await odile.post("/payments", data=data, follow_redirects=False)
    assert (one.status_code, two.status_code) == (303, 303)
    assert one.headers["location"] == two.headers["location"]
    assert await Receipt.count() == 1
    page = await odile.get(one.headers["location"])
    assert "Régie Bellecour" in page.text and "F2026-000001" in page.text
    assert "L’encaissement de 150,00\u00a0€ de Régie Bellecour est annulé" in page.text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", "douze", "n’est pas un nombre"),
        ("amount", "", "À remplir"),
        ("amount", "0", "supérieur à zéro"),
        ("amount", "-5", "supérieur à zéro"),
        ("amount", "99999999999999999", "trop grand"),
        ("received_on", "21/11/2026", "n’est pas encore arrivé"),
        ("received_on", "31/02/2026", "n’est pas un jour"),
        ("method", "troc", "choix"),
        ("reference", "x" * 141, "140"),
    ],
)
async def test_a_fault_stands_beside_its_field_and_nothing_is_lost(
    odile: httpx.AsyncClient, name: str, value: str, said: str
) -> None:
    client = await regie()
    data = await form(odile, client, reference="CHQ 0042") | {name: value}
    answer = await odile.post("/payments", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text or f'id="f-{name}"' in answer.text
    if name != "reference":
        assert "CHQ 0042" in answer.text
    assert hidden(answer, "key") == data["key"]
    assert await Receipt.count() == 0


async def test_more_than_is_open_on_one_invoice_is_refused(odile: httpx.AsyncClient) -> None:
    client = await regie()
    first = await instalment_of(await sold(client, 120, "2026-10-01", "2026-11-01"))
    data = await form(odile, client, amount="150") | {f"part-{first}": "130"}
    answer = await odile.post("/payments", data=data)
    assert answer.status_code == 422
    assert "Il ne reste que 120,00\u00a0€ à payer ici" in answer.text


async def test_undo_put_elsewhere_and_undo_twice(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 130, "2026-11-05")
    [there] = await queries.allocations(receipt)
    await odile.post(f"/payments/allocations/{there.id}/undoing")
    assert (await queries.receipt(receipt)).open == 13_000
    [open_one] = await open_instalments(client)
    await odile.post(f"/payments/{receipt}/allocations", data={"pay": str(open_one.instalment_id)})
    assert await open_now(client) == {}
    await odile.post(f"/payments/{receipt}/undoing")
    assert "Cet encaissement a été annulé" in (await odile.get(f"/payments/{receipt}")).text
    again = await odile.post(f"/payments/{receipt}/undoing")
    assert again.status_code == 422 and "déjà annulé" in again.text
    assert await open_now(client) == {"F2026-000001": 10_000}


async def test_the_list_puts_unused_money_first_and_is_exported(odile: httpx.AsyncClient) -> None:
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    await paid(client, 30, "2026-11-02", [])
    await paid(client, 100, "2026-11-05")
    page = await odile.get("/payments")
    amounts = re.findall(r'num total" data-label="Montant">([^<]+)<', page.text)
    assert [a.replace("\u00a0", " ") for a in amounts] == ["30,00 €", "100,00 €"]
    part = await odile.get("/payments", params={"q": "bellecour"}, headers=HTMX)
    assert "<html" not in part.text and "2 encaissements" in part.text
    none = await odile.get("/payments", params={"q": "introuvable"})
    assert "Aucun encaissement de ce genre" in none.text
    found = await odile.get("/payments", params={"q": "100,00", "as": "csv"})
    lines = found.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["05/11/2026;Régie Bellecour;Virement;;100,00;0,00"]


async def test_the_accountant_sees_but_changes_nothing(database: None) -> None:
    await open_shop()
    receipt = await paid(await regie(), 30, "2026-11-02", [])
    async with browser() as client:
        claire = await signed_in(client, "claire")
        page = await claire.get(f"/payments/{receipt}")
        assert page.status_code == 200 and "Annuler cet encaissement" not in page.text
        assert (await claire.post(f"/payments/{receipt}/undoing")).status_code == 403


async def test_what_does_not_exist(odile: httpx.AsyncClient) -> None:
    assert (await odile.get("/payments/999")).status_code == 404
    assert (await odile.post("/payments/999/undoing")).status_code == 404
    assert (await odile.post("/payments/allocations/999/undoing")).status_code == 404
    assert (await odile.get("/payments/new", params={"client": "999"})).status_code in (404, 422)
    assert (await odile.get("/payments", params={"page": "zzz", "method": "x"})).status_code == 200


async def test_the_part_of_an_invoice_s_page(odile: httpx.AsyncClient) -> None:
    client = await regie()
    invoice = await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 60, "2026-11-05")
    part = await odile.get(f"/invoices/{invoice}/payments", headers=HTMX)
    assert f'href="/payments/{receipt}"' in part.text and "60,00" in part.text
    assert "<html" not in part.text
    assert "<html" in (await odile.get(f"/invoices/{invoice}/payments")).text
    assert (await odile.get("/invoices/999/payments")).status_code == 404


async def test_a_credit_note_is_used_and_taken_off_on_its_page(odile: httpx.AsyncClient) -> None:
    client = await regie()
    first = await sold(client, 100, "2026-10-01", "2026-11-01")
    await paid(client, 100, "2026-10-20")
    credit = await invoices.credit_whole(
        first, on=date(2026, 11, 10), at=moment("2026-11-10"), by=ODILE
    )
    assert "Utiliser cet avoir" not in (await odile.get(f"/invoices/{credit}/payments")).text
    await sold(client, 80, "2026-11-12", "2026-12-02")
    assert "Utiliser cet avoir" in (await odile.get(f"/invoices/{credit}/payments")).text
    await odile.post(f"/credits/{credit}/allocations")
    assert await open_now(client) == {"A2026-000001": -2_000}
    again = await odile.post(f"/credits/{credit}/allocations")
    assert again.status_code == 422
    part = await odile.get(f"/invoices/{credit}/payments")
    undoing = re.search(r'action="(/payments/allocations/\d+/undoing)"', part.text)
    assert undoing
    await odile.post(undoing[1])
    assert await open_now(client) == {"A2026-000001": -10_000, "F2026-000002": 8_000}
