"""A file goes from a browser into the books, and out again: with its columns matched by hand."""

import re
from io import BytesIO

import httpx
import xlsxwriter

from app.accounting.queries import clients_balance
from app.auth.queries import timeline
from app.clients import queries as clients
from app.imports import actions, queries
from app.imports.queries import RunView
from app.invoices.tables import Invoice
from app.receivables import queries as receivables
from tests.cast import browser, open_shop, regie, signed_in
from tests.imports.files import NOW

TODAY = NOW.date()
HISTORY = (
    "Client;N° facture;Date;Échéance;Montant TTC;Payé le;Chantier\r\n"
    "Régie Bellecour;F-1;05/09/2026;05/10/2026;1 000,00;;Perrache\r\n"
    "Régie Bellecour;F-2;05/09/2026;31/02/2026;600,00;;\r\n"
    "Régie Bellecour;A-1;06/10/2026;;-50,00;;Bron\r\n"
)


async def upload(
    who: httpx.AsyncClient, content: bytes, kind: str = "history", name: str = "factures.csv"
) -> httpx.Response:
    return await who.post("/imports", data={"kind": kind}, files={"file": (name, content)})


async def prepared(who: httpx.AsyncClient, text: str, kind: str = "history") -> str:
    answer = await upload(who, text.encode(), kind)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def started(who: httpx.AsyncClient, path: str) -> httpx.Response:
    page = (await who.get(path)).text
    [mark] = re.findall(r'name="layout" value="(\w+)"', page)
    return await who.post(f"{path}/start", data={"layout": mark})


async def worked() -> None:
    while await actions.run_owed(at=NOW):
        pass


async def run_at(path: str) -> RunView:
    return await queries.run(int(path.rpartition("/")[2]))


async def owed() -> int:
    board = await receivables.aging(TODAY)
    assert board.ledger_411 == board.total.total == await clients_balance(TODAY)
    return board.total.total


async def test_from_the_file_to_the_books_and_out_again(database: None, at) -> None:  # type: ignore[no-untyped-def]
    at("2026-11-21T09:00")
    await open_shop()
    await regie()
    async with browser() as amin:
        await signed_in(amin, "amin")
        assert "Factures d’avant" in (await amin.get("/imports")).text
        path = await prepared(amin, HISTORY)
        page = (await amin.get(path)).text
        # As understood: an amount as money, a day as a day; what would be refused says why.
        assert "1 000,00 €" in page.replace("\u202f", " ").replace("\xa0", " ")
        assert "31/02/2026" in page and "Ligne 3" in page
        assert "Gardé en note" in page and "Chantier" in page
        assert not await Invoice.exists()

        answer = await started(amin, path)
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        under_way = (await amin.get(path)).text
        assert f'hx-get="{path}/progress"' in under_way
        part = await amin.get(f"{path}/progress", headers={"HX-Request": "true"})
        assert part.status_code == 200 and "<html" not in part.text
        await worked()
        done = await run_at(path)
        assert (done.state, done.read, done.added, done.refused) == ("done", 3, 2, 1)
        assert await owed() == 95_000
        page = (await amin.get(path)).text
        assert "terminé" in page and "Échéance" in page and "progress" not in page
        ended = await amin.get(f"{path}/progress", headers={"HX-Request": "true"})
        assert ended.headers["hx-redirect"] == path

        # The refused line as a file, mended, is imported as it is.
        file = await amin.get(f"{path}/refused?as=csv")
        text = file.content.decode("utf-8-sig")
        assert text.splitlines()[0] == (
            "Client;N° facture;Date;Échéance;Montant TTC;Payé le;Chantier;Ligne refusée;"
            "Motif du refus"
        )
        assert ";3;" in text and "31/02/2026" in text
        again = await prepared(amin, text.replace("31/02/2026", "05/11/2026", 1))
        assert (await started(amin, again)).status_code == 303
        await worked()
        mended = await run_at(again)
        assert (mended.added, mended.refused) == (1, 0)
        assert await owed() == 155_000
        [note] = await Invoice.select(Invoice.note).where(Invoice.number == "F-2")
        assert note["note"] == ""

        # Undone: what will go is said, then it is gone from every day, and may come in again.
        page = (await amin.get(f"{path}/undoing")).text
        assert "2 documents d’avant sont retirés" in page
        assert (await amin.post(f"{path}/undoing")).status_code == 303
        assert (await amin.post(f"{path}/undoing")).status_code == 303
        await worked()
        undone = await run_at(path)
        assert (undone.state, undone.undone_by) == ("undone", "amin@atelier-vauban.test")
        assert await owed() == 60_000
        page = await amin.get(path)
        assert page.status_code == 200 and "annulé" in page.text
        acts = [each.act for each in await timeline("import", undone.id)]
        assert sorted(acts) == sorted(
            ["import.started", "import.done", "import.undo_begun", "import.undone"]
        )
        third = await prepared(amin, HISTORY)
        await started(amin, third)
        await worked()
        assert (await run_at(third)).added == 2
        assert await owed() == 155_000


async def test_columns_are_matched_by_hand(database: None) -> None:
    await open_shop()
    text = "Débiteur;Pièce;Le;Pour le;Dû;Réglé le\r\nHôtel;F-9;05/01/2026;04/02/2026;12,50;\r\n"
    async with browser() as odile:
        await signed_in(odile)
        path = await prepared(odile, text)
        page = (await odile.get(path)).text
        assert "Choisissez la colonne" in page and "/start" not in page
        refused = await odile.post(f"{path}/start", data={"layout": "x"})
        assert refused.status_code == 422
        chosen = {
            "titles": "0",
            "column-client": "0",
            "column-number": "1",
            "column-issued_on": "2",
            "column-due_on": "3",
            "column-amount": "4",
            "column-paid_on": "5",
        }
        part = await odile.post(f"{path}/columns", data=chosen, headers={"HX-Request": "true"})
        assert part.status_code == 200 and "/start" in part.text and "<html" not in part.text
        same = await odile.post(f"{path}/columns", data=chosen | {"column-paid_on": "4"})
        assert same.status_code == 303
        assert "déjà choisie" in (await odile.get(path)).text
        await odile.post(f"{path}/columns", data=chosen)
        await started(odile, path)
        await worked()
        assert (await run_at(path)).added == 1
        assert await owed() == 1_250


async def test_a_file_without_titles(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        path = await prepared(odile, "Hôtel;69002;Lyon\r\nGarage;69005;Lyon\r\n", "clients")
        chosen = {"titles": "none", "column-name": "0", "column-postcode": "1", "column-town": "2"}
        await odile.post(f"{path}/columns", data=chosen)
        page = (await odile.get(path)).text
        assert "Garage" in page
        await started(odile, path)
        await worked()
        assert (await run_at(path)).added == 2
        assert [each.postcode for each in await clients.search("garage")] == ["69005"]


async def test_a_workbook_asks_for_its_sheet(database: None) -> None:
    await open_shop()
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        first, second = book.add_worksheet("Lisez-moi"), book.add_worksheet("Clients")
        first.write_string(0, 0, "Export du 21 novembre")
        for row, cells in enumerate((("Nom", "Ville"), ("Hôtel", "Lyon"))):
            for column, cell in enumerate(cells):
                second.write_string(row, column, cell)
    async with browser() as odile:
        await signed_in(odile)
        answer = await upload(odile, out.getvalue(), "clients", "clients.xlsx")
        path = answer.headers["location"]
        assert "Lisez-moi" in (await odile.get(path)).text
        await odile.post(f"{path}/columns", data={"sheet": "Clients", "titles": "0"})
        await started(odile, path)
        await worked()
        assert (await run_at(path)).added == 1


async def test_what_is_no_table_is_refused_beside_the_form(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        answer = await upload(odile, b"%PDF-1.7", name="facture.pdf")
        assert answer.status_code == 422 and "PDF" in answer.text
        empty = await odile.post("/imports", data={"kind": "clients"})
        assert empty.status_code == 422 and "Choisissez un fichier" in empty.text
        assert "Apportez ce que vous avez" in (await odile.get("/imports")).text
        large = await upload(odile, b"Nom\r\n" + b"x" * 10_000_001)
        assert large.status_code == 422 and "10" in large.text


async def test_only_who_may_change_imports(database: None) -> None:
    await open_shop()
    async with browser() as claire:
        await signed_in(claire, "claire")
        page = await claire.get("/imports")
        assert page.status_code == 200 and 'type="file"' not in page.text
        assert (await upload(claire, HISTORY.encode())).status_code == 403
        assert "/imports" not in (await claire.get("/settings")).text
    async with browser() as amin:
        await signed_in(amin, "amin")
        for place in ("/settings", "/clients", "/contracts", "/invoices"):
            assert 'href="/imports' in (await amin.get(place)).text, place


async def test_started_twice_and_from_two_browsers(database: None) -> None:
    await open_shop()
    async with browser() as odile, browser() as amin:
        await signed_in(odile)
        await signed_in(amin, "amin")
        path = await prepared(odile, HISTORY)
        seen = re.findall(r'name="layout" value="(\w+)"', (await amin.get(path)).text)[0]
        # Odile takes the amount away as a note; what Amin saw is no longer what would start.
        await odile.post(f"{path}/columns", data={"titles": "1"})
        stale = await amin.post(f"{path}/start", data={"layout": seen})
        assert stale.status_code == 422 and "entre-temps" in stale.text
        await odile.post(f"{path}/columns", data={"titles": "0"})
        assert (await started(odile, path)).status_code == 303
        for who in (odile, amin):
            assert (await who.post(f"{path}/start", data={"layout": seen})).status_code == 303
        assert (await amin.post(f"{path}/columns", data={"titles": "0"})).status_code >= 400
        removed = await amin.post(f"{path}/removal")
        assert removed.status_code >= 400
        await worked()
        assert (await run_at(path)).read == 3
        assert await Invoice.count() == 2


async def test_a_prepared_file_is_put_aside(database: None) -> None:
    await open_shop()
    async with browser() as odile:
        await signed_in(odile)
        path = await prepared(odile, HISTORY)
        for _ in range(2):
            assert (await odile.post(f"{path}/removal")).status_code == 303
        assert (await odile.get(path)).status_code == 404
