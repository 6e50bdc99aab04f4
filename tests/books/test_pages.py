"""Comptabilité on screen: Bellecour's autumn, read by Claire, the accountant."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import date

import httpx
import pytest
from openpyxl import load_workbook

from app.accounting.actions import post
from app.accounting.queries import balances_by_client
from app.accounting.rules import credit, debit
from app.adapters.database import transaction
from app.books.queries import Span, client_totals, exports, trial_balance
from app.invoices import actions as invoices
from app.invoices.rules import Opening
from tests.books.fec_checker import judge
from tests.cast import CLAIRE, ODILE, at, browser, open_shop, regie, signed_in
from tests.receivables.test_statement import an_autumn

AUTUMN = Span(date(2026, 10, 1), date(2026, 10, 31))
DAYS = "from=01/10/2026&until=31/10/2026"


@pytest.fixture
async def claire(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    async with browser() as client:
        yield client


def said(answer: httpx.Response) -> str:
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_october_by_account_worked_by_hand(database: None) -> None:
    """Before: 100 + 700 + 300 sold, 100 received: 1 000 owed; VAT at a sixth, services on receipts.

    October. 411: debit 240 + 60 + 500 undone, credit 300 + 60 credited + 500 + 200 + 90. 512: the
    money in and out. 706: 83.33 + 583.33 + 250 before, then 200 + 50 sold and 50 credited."""
    await an_autumn()
    rows = {each.key: each for each in await trial_balance(AUTUMN)}
    one = rows["411"]
    assert (one.before, one.debit, one.credit, one.after) == (100_000, 80_000, 115_000, 65_000)
    bank = rows["512"]
    assert (bank.before, bank.debit, bank.credit) == (10_000, 109_000, 50_000)
    assert (rows["706"].before, rows["706"].after) == (-91_666, -111_666)
    assert sum(each.debit for each in rows.values()) == sum(x.credit for x in rows.values())
    assert sum(each.after for each in rows.values()) == 0


async def test_by_client_it_is_the_clients_balances(database: None) -> None:
    await an_autumn()
    for last in (date(2026, 9, 30), date(2026, 10, 15), date(2026, 11, 20)):
        totals = await client_totals(Span(date(2026, 9, 15), last))
        books = await balances_by_client(last)
        assert {int(x.key): x.after for x in totals if x.after} == books


async def test_claire_goes_from_the_balance_to_the_document(claire: httpx.AsyncClient) -> None:
    bellecour, _ = await an_autumn()
    await signed_in(claire, "claire")
    text = said(await claire.get(f"/books?{DAYS}"))
    for words in ("Balance générale · octobre 2026", "411 Clients", "650,00 €", "1 150,00 €"):
        assert words in text, words
    behind = re.search(r'href="(/books/lines\?[^"]*account=411)"', text)
    assert behind
    ledger = said(await claire.get(behind[1].replace("&amp;", "&")))
    assert "Solde précédent" in ledger and "1 000,00 €" in ledger and "650,00 €" in ledger
    assert re.search(r'<a href="/payments/\d+">Annulation encaissement Régie Bellecour', ledger)
    assert re.search(r'<a href="/invoices/\d+">Régie Bellecour', ledger)
    account = said(await claire.get(f"/books/lines?{DAYS}&client={bellecour}"))
    assert "Saint-Nizier" not in account and "150,00 €" in account
    # The credit note and its invoice carry one letter.
    assert len(re.findall(r'title="12/10/2026">\w{3,}<', account)) == 2
    journal = said(await claire.get(f"/books/lines?{DAYS}&journal=BQ"))
    assert "BQ · Banque" in journal and "707" not in journal
    opened = said(await claire.get("/books/clients"))
    assert "Hôtel Saint-Nizier" in opened and "500,00 €" in opened


async def test_as_it_was_known(claire: httpx.AsyncClient) -> None:
    await an_autumn()
    await signed_in(claire, "claire")
    text = said(await claire.get(f"/books?{DAYS}&known_on=30/09/2026"))
    assert "1 000,00 €" in text and "650,00 €" not in text


async def test_a_table_of_it(claire: httpx.AsyncClient) -> None:
    await an_autumn()
    await signed_in(claire, "claire")
    book = load_workbook(io.BytesIO((await claire.get(f"/books?{DAYS}&as=xlsx")).content))
    cells = {row[0]: row[1:] for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert cells["411"] == ("Clients", 1000, 800, 1150, 650)
    table = (await claire.get(f"/books/lines?{DAYS}&account=411&as=csv")).text.splitlines()
    assert len(table) == 1 + 8 and table[-1].endswith("650,00")
    assert (await claire.get(f"/books?{DAYS}&as=doc")).status_code == 422


async def test_the_ledger_is_paged_and_runs_on(claire: httpx.AsyncClient) -> None:
    await open_shop()
    client = await regie()
    on = date(2026, 10, 5)
    async with transaction() as tx:
        for n in range(120):
            await post(
                tx,
                journal="OD",
                day=on,
                piece=f"P{n}",
                label=f"Ligne {n:03}",
                subject=f"test:{n}",
                lines=[*debit("411", 100, client), *credit("706", 100)],
                at=at(on),
                by=ODILE,
            )
    await signed_in(claire, "claire")
    first = said(await claire.get(f"/books/lines?{DAYS}&account=411"))
    assert "120 lignes" in first and "Ligne 099" in first and "Ligne 100" not in first
    second = said(await claire.get(f"/books/lines?{DAYS}&account=411&page=2"))
    assert "Ligne 099" not in second and "101,00 €" in second and "120,00 €" in second
    # A page that is not there is the last one.
    assert "120,00 €" in said(await claire.get(f"/books/lines?{DAYS}&account=411&page=900"))


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("/books?from=31/10/2026&until=01/10/2026", "finit le"),
        ("/books/lines?from=hier", "hier"),
        ("/books/export/file?from=01/12/2025&until=31/01/2026", "un seul exercice"),
        ("/books/export/file?from=01/12/2026&until=31/12/2026", "après aujourd’hui"),
    ],
)
async def test_days_that_are_wrong_come_back_with_the_reason(
    claire: httpx.AsyncClient, where: str, words: str
) -> None:
    await an_autumn()
    await signed_in(claire, "claire")
    answer = await claire.get(where)
    assert answer.status_code == 422 and words in said(answer)
    assert await exports() == []


async def test_an_account_or_client_that_is_not_there_is_empty(claire: httpx.AsyncClient) -> None:
    await open_shop()
    await signed_in(claire, "claire")
    for where in ("account=999", "client=12345", "journal=ZZ", "account=' OR 1=1 --"):
        assert "Aucune écriture ici" in said(await claire.get(f"/books/lines?{where}"))
    assert "Rien dans les comptes" in said(await claire.get("/books"))


async def test_the_accountant_takes_the_file_and_a_stranger_does_not(
    claire: httpx.AsyncClient,
) -> None:
    await an_autumn()
    away = await claire.get("/books/export/file?from=01/01/2026&until=20/11/2026")
    assert away.status_code == 303 and await exports() == []
    await signed_in(claire, "claire")
    taken = await claire.get("/books/export/file?from=01/01/2026&until=20/11/2026")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as files:
        name, about = files.namelist()
        assert judge(name, files.read(name), "20261231") == []
        assert about == "732829320FEC20261231-description.txt"
    made = await exports()
    assert [each.made_by for each in made] == [CLAIRE]
    text = said(await claire.get("/books/export?from=01/01/2026&until=20/11/2026"))
    assert made[0].sha256[:12] in text and "Aucune écriture n’a été enregistrée depuis" in text


async def test_history_taken_over_is_in_the_file_when_it_is_ticked(
    claire: httpx.AsyncClient,
) -> None:
    bellecour, _ = await an_autumn()
    row = Opening(bellecour, "V-12", date(2026, 3, 1), date(2026, 4, 1), 48_000)
    async with transaction() as tx:
        await invoices.record_openings(tx, [row], import_id=1, at=at("2026-11-20"), by=ODILE)
    await signed_in(claire, "claire")
    for ticked, is_there in (("", False), ("&openings=yes", True)):
        days = f"from=01/01/2026&until=20/11/2026{ticked}"
        taken = await claire.get(f"/books/export/file?{days}")
        with zipfile.ZipFile(io.BytesIO(taken.content)) as files:
            assert (b"V-12" in files.read(files.namelist()[0])) is is_there


async def test_vat_of_october_on_screen(claire: httpx.AsyncClient) -> None:
    """A sixth of what services brought in: 300 of the Régie, 200 of the hotel, 90 of the Régie;
    the 500 received by mistake were put on nothing, and 60 were credited unpaid."""
    await an_autumn()
    await signed_in(claire, "claire")
    text = said(await claire.get(f"/books/vat?{DAYS}"))
    assert "16 · Total de la TVA brute due" in text and "98,33 €" in text
    assert "08 · Taux normal 20 %" in text and "491,67 €" not in text and "492,00 €" in text
    assert "diffèrent" not in text and "F2026-000003" in text
    narrowed = said(await claire.get(f"/books/vat?{DAYS}&rate=1000"))
    assert "Rien à ce taux" in narrowed
    table = (await claire.get(f"/books/vat?{DAYS}&as=csv")).text
    assert "Hôtel Saint-Nizier" in table and table.count("\r\n") > 3
    assert "Aucune TVA exigible" in said(
        await claire.get("/books/vat?from=01/01/2020&until=2/1/2020")
    )
